package io.s3torrent.cli.output;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A local .torrent file, which is written completely or not at all.
 *
 * @param force true when a file with another torrent may be overwritten
 */
public record TorrentFile(Path path, boolean force) {
    /** The path {@code -}: the torrent goes to stdout. */
    public static final Path STDOUT = Path.of("-");

    private static final String HOW_TO_FORCE = "; choose another name, or overwrite it with --force";

    /**
     * Reads a file.
     *
     * @throws MetainfoException when it is not a torrent
     */
    public static Metainfo read(Path path) throws IOException {
        return decode(path, bytes(path));
    }

    /** Decodes the bytes of a .torrent file; errors name the file. */
    public static Metainfo decode(Path path, byte[] bytes) throws MetainfoException {
        if (bytes.length == 0 || bytes[0] != 'd') {
            String fault = bytes.length == 0 ? "it is empty" : "it does not begin with d, as every .torrent file does";
            throw new MetainfoException(path + ": not a torrent: " + fault);
        }
        try {
            return MetainfoCodec.decode(bytes);
        } catch (MetainfoException e) {
            throw new MetainfoException(path + ": " + e.getMessage(), e);
        }
    }

    /** Reads the bytes of a .torrent file, up to the longest length that is accepted. */
    public static byte[] bytes(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new CommandException(ExitCode.OTHER, path + ": is a folder (expected: a .torrent file)");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MetainfoCodec.MAX_BYTES + 1);
        }
    }

    /** Checks before a long job that its result can be written. */
    public void check() throws IOException {
        if (isStdout()) {
            return;
        }
        Path folder = path.toAbsolutePath().getParent();
        while (folder != null && !Files.exists(folder)) { // write creates it
            folder = folder.getParent();
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandException(ExitCode.OTHER, folder + ": is a file (expected: a folder for " + path + ")");
        }
        if (Files.isDirectory(path)) {
            throw new CommandException(ExitCode.OTHER, path + ": is a folder (expected: a file name)");
        }
        if (folder != null && !isDevice() && !Files.isWritable(folder)) {
            throw new CommandException(
                    ExitCode.OTHER, path + ": cannot be written: the folder " + folder + " is read-only");
        }
        if (isKept()) {
            existing();
        }
    }

    /** The other torrent in the file, if any, which must not be overwritten without {@code force}. */
    public Optional<InfoHash> former(Metainfo metainfo) throws IOException {
        return isKept()
                ? Optional.of(existing().infoHash()).filter(held -> !held.equals(metainfo.infoHash()))
                : Optional.empty();
    }

    /** The same file with {@code force}. */
    public TorrentFile forced() {
        return new TorrentFile(path, true);
    }

    /** Writes the file, and creates its folders. Without {@code force} a file with another torrent stays. */
    public void write(Metainfo metainfo) throws IOException {
        write(metainfo, MetainfoCodec.encode(metainfo));
    }

    /** The same for a torrent whose file has these bytes. */
    public void write(Metainfo metainfo, byte[] bytes) throws IOException {
        Optional<InfoHash> former = former(metainfo);
        if (former.isPresent()) {
            throw new CommandException(
                    ExitCode.FAILED, path + ": holds another torrent, " + former.get() + HOW_TO_FORCE);
        }
        if (isStdout()) {
            toStdout(bytes);
            return;
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (isDevice()) {
            Files.write(path, bytes); // a device or pipe must not be replaced by a file
        } else {
            replace(Files.exists(path) ? path.toRealPath() : path.toAbsolutePath(), bytes);
        }
    }

    /** True for {@code -}: results then go to stderr, so that stdout holds the torrent alone. */
    private boolean isStdout() {
        return path.equals(STDOUT);
    }

    @SuppressWarnings("resource") // stdout stays open
    private static void toStdout(byte[] bytes) throws IOException {
        try {
            new FileOutputStream(FileDescriptor.out).write(bytes);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILED, "cannot write the torrent to standard output: " + e.getMessage());
        }
    }

    private boolean isDevice() {
        return Files.exists(path) && !Files.isRegularFile(path);
    }

    private static void replace(Path target, byte[] bytes) throws IOException {
        Path temporary = target.resolveSibling(".s3torrent-"
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId() + ".tmp");
        try {
            Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) { // names the temporary file
            String text = Failures.text(e);
            String reason = text.substring(text.lastIndexOf(": ") + 2);
            throw new CommandException(ExitCode.of(e), target + ": cannot be written: " + reason);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private boolean isKept() {
        return !force && !isStdout() && Files.isRegularFile(path);
    }

    private Metainfo existing() throws IOException {
        try {
            return read(path);
        } catch (MetainfoException e) {
            throw new CommandException(ExitCode.FAILED, path + ": exists and is not a torrent" + HOW_TO_FORCE);
        }
    }
}
