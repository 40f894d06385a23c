package io.s3torrent.seeder.piece.disk;

import io.s3torrent.lifecycle.ProcessLock;
import io.s3torrent.seeder.piece.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a disk tier: locked while it is open, of a known format, and unreadable for other users. */
final class DiskFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFolder.class);
    private static final String VERSION = "1";
    /** Longer than any version: of a damaged file no more is read. */
    private static final int MAX_VERSION = 32;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    /** All files of a cache folder. */
    private static final List<String> FILES = List.of("lock", "VERSION", "units", "index", "index.new");

    private final Path path;
    private final ProcessLock lock;

    private DiskFolder(Path path, ProcessLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the folder if it does not exist, and locks it.
     *
     * @throws IOException when it is in use or unusable; the message is written for the user
     */
    static DiskFolder open(Path folder) throws IOException {
        Path path = create(folder);
        for (String name : FILES) {
            deleteSpecial(path.resolve(name));
        }
        DiskFolder opened = new DiskFolder(path, lock(path));
        try {
            opened.checkVersion();
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Path create(Path folder) throws IOException {
        try {
            PrivateFiles.createFolder(folder);
        } catch (FileAlreadyExistsException e) {
            throw new NotDirectoryException(folder + ": not a folder (expected: a folder for the cache)");
        }
        return folder.toRealPath();
    }

    /** Deletes a link, which may lead to a file outside, and a FIFO or a device, which may block. */
    private static void deleteSpecial(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    file + ": a folder (expected: a file of the cache); delete it, or name another --cache-dir");
        }
        boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (!isFile && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(file);
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .log("deleted from the cache folder: a symbolic link or FIFO (expected: a file)");
        }
    }

    private static ProcessLock lock(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        PrivateFiles.createFile(file);
        try {
            return ProcessLock.take(file);
        } catch (ProcessLock.InUseException e) {
            throw new IOException(
                    folder + ": another seeder uses this cache folder (expected: one for each; see --cache-dir)", e);
        }
    }

    private void checkVersion() throws IOException {
        Path file = path.resolve("VERSION");
        String version = Files.exists(file) ? read(file) : "";
        if (!NUMBER.matcher(version).matches()) {
            if (!version.isEmpty()) { // an empty one is new, or its writer was killed
                LOG.atWarn()
                        .addKeyValue("file", file)
                        .log(
                                "the file is damaged and was written again; every piece of the cache is checked before it is used");
            }
            try (OutputStream out = PrivateFiles.create(file)) {
                out.write((VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } else if (!version.equals(VERSION)) {
            throw new IOException(path + ": the cache folder has format \"" + version + "\" (expected: " + VERSION
                    + "); another version of s3torrent made it: delete it or choose another folder");
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_VERSION), StandardCharsets.ISO_8859_1).strip();
        }
    }

    /** The path of a file in the folder, which is created if it does not exist. */
    Path file(String name) throws IOException {
        Path file = path.resolve(name);
        PrivateFiles.createFile(file);
        return file;
    }

    /** Deletes the files if the limit has become smaller. The file is replaced and never truncated, because it may still be mapped. */
    void dropIfLonger(String name, long bytes) throws IOException {
        if (Files.size(file(name)) > bytes) {
            Files.delete(file(name));
            Files.delete(file("index"));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
