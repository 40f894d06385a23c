package io.s3torrent.seeder.piece.disk;

import io.s3torrent.seeder.piece.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The folder of a disk tier: ours as long as it is open, of a form that we know, closed to other users. */
final class DiskFolder implements AutoCloseable {
    private static final String VERSION = "1";

    /** A process's own locks do not keep itself out, and closing a file a second time would lose them. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private DiskFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder if it is not there, and locks it.
     *
     * @throws IOException with a text for the user, when it is in use or cannot be used
     */
    static DiskFolder open(Path folder) throws IOException {
        Path path = create(folder);
        if (!OPEN.add(path)) {
            throw inUse(path);
        }
        try {
            DiskFolder opened = new DiskFolder(path, lock(path));
            opened.checkVersion();
            return opened;
        } catch (IOException | RuntimeException e) {
            OPEN.remove(path);
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

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        PrivateFiles.createFile(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw inUse(folder);
        }
        return channel;
    }

    private static IOException inUse(Path folder) {
        return new IOException(
                folder + ": another seeder uses this cache folder (expected: one for each; see --cache-dir)");
    }

    private void checkVersion() throws IOException {
        Path file = path.resolve("VERSION");
        if (!Files.exists(file) || Files.size(file) == 0) { // or killed just then
            try (OutputStream out = PrivateFiles.create(file)) {
                out.write((VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        String version = Files.readString(file).strip();
        if (!version.equals(VERSION)) {
            close();
            throw new IOException(path + ": the cache folder has form \"" + version + "\" (expected: " + VERSION
                    + "); another version of s3torrent made it: delete it or name another one");
        }
    }

    /** One of the files in it, which is made if it is not there. */
    Path file(String name) throws IOException {
        Path file = path.resolve(name);
        PrivateFiles.createFile(file);
        return file;
    }

    /** Begins anew for a smaller bound: a file that may still be mapped is never cut. */
    void dropIfLonger(String name, long bytes) throws IOException {
        if (Files.size(file(name)) > bytes) {
            Files.delete(file(name));
            Files.delete(file("index"));
        }
    }

    @Override
    public void close() throws IOException {
        OPEN.remove(path);
        lock.close();
    }
}
