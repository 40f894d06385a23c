package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.InUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write the files of one torrent in one folder, which one download at a time has.
 *
 * <p>A lock of the kernel on a file beside the unfinished ones: it ends with the process, whatever ends that. The file holds the
 * process's id, and is deleted at the end.
 */
final class WriterLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriterLock.class);
    private static final int MAX_PID = 20;

    /** A process's own locks do not keep itself out, and closing a file a second time would lose them. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private WriterLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks a torrent's files.
     *
     * @throws InUse when another download has the lock
     * @throws IOException when the folder takes no file
     */
    static WriterLock take(TargetFiles target) throws IOException {
        Path file = target.folder().toRealPath().resolve(target.unfinished().getFileName() + ".lock");
        if (!HELD.add(file)) {
            throw inUse(target, String.valueOf(ProcessHandle.current().pid()));
        }
        try {
            return new WriterLock(file, lock(file, target));
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            throw e;
        }
    }

    private static FileChannel lock(Path file, TargetFiles target) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            try {
                Optional<Object> opened = identity(file);
                if (channel.tryLock() == null) {
                    throw inUse(target, readPid(channel));
                }
                // The one who had the lock may have deleted the file meanwhile: that lock is worth nothing.
                if (opened.isPresent() && opened.equals(identity(file))) {
                    writePid(channel);
                    return channel;
                }
                channel.close();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    /** What tells a file from another one of the same name, as far as the system does. */
    private static Optional<Object> identity(Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(Objects.requireNonNullElse(attributes.fileKey(), file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Tells who has the lock; on a full disk nobody does, and the lock is as good. */
    private static void writePid(FileChannel channel) {
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException e) {
            LOG.debug("the process id is not written", e);
        }
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(MAX_PID);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).replaceAll("[^0-9]", "");
    }

    private static InUse inUse(TargetFiles target, String pid) {
        return new InUse(
                target.folder() + ": " + (pid.isEmpty() ? "another process" : "process " + pid)
                        + " already downloads this torrent into this folder; wait for its end, or choose another folder with -d");
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            channel.close();
            HELD.remove(file);
        }
    }
}
