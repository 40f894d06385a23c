package io.s3torrent.seeder.piece;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates folders and files that other users cannot read, because they hold data of objects that may be private. */
public final class PrivateFiles {
    private static final Set<OpenOption> ANEW =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private PrivateFiles() {}

    /** Creates a folder and its parents if they do not exist. */
    public static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, permissions("rwx------"));
    }

    /** Creates an empty file if it does not exist. */
    public static void createFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file).close();
        }
    }

    /** Opens a file for writing, and truncates it. */
    public static OutputStream create(Path file) throws IOException {
        return new BufferedOutputStream(
                Channels.newOutputStream(Files.newByteChannel(file, ANEW, permissions("rw-------"))));
    }

    private static FileAttribute<?>[] permissions(String forTheOwner) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(forTheOwner))
                }
                : new FileAttribute<?>[0];
    }
}
