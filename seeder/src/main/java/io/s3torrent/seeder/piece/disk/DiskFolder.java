package io.s3torrent.seeder.piece.disk;

import io.s3torrent.lifecycle.ProcessLock;
import io.s3torrent.seeder.piece.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** The folder of a disk tier: locked while it is open, of a known format, and unreadable for other users. */
final class DiskFolder implements AutoCloseable {
    private static final String VERSION = "1";

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
        // The file is empty when a process was killed just after it created the file.
        if (!Files.exists(file) || Files.size(file) == 0) {
            try (OutputStream out = PrivateFiles.create(file)) {
                out.write((VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        String version = Files.readString(file).strip();
        if (!version.equals(VERSION)) {
            throw new IOException(path + ": the cache folder has format \"" + version + "\" (expected: " + VERSION
                    + "); another version of s3torrent made it: delete it or choose another folder");
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
