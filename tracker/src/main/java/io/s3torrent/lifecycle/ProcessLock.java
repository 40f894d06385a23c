package io.s3torrent.lifecycle;

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
 * An exclusive lock on a file, against other processes and against other users in this process.
 *
 * <p>The kernel holds the lock and releases it when the process ends, even after a crash. The file contains the process id.
 */
public final class ProcessLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);
    private static final int MAX_PID = 20;

    /** The files locked by this process. A kernel lock does not exclude its own process, and is lost when the file is closed once. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    /** Another user has the lock. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String pid;

        private InUseException(Path file, String pid) {
            super(file + ": locked by " + (pid.isEmpty() ? "another process" : "process " + pid));
            this.pid = pid;
        }

        /** The id of the process that holds the lock; empty if unknown. */
        public String pid() {
            return pid;
        }
    }

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock without waiting.
     *
     * @param file created if missing; its path has no symbolic links, so that each file has only one name
     * @throws InUseException when another user has the lock
     * @throws IOException when the file cannot be created or locked
     */
    public static ProcessLock take(Path file) throws IOException {
        if (!HELD.add(file)) {
            throw new InUseException(
                    file, String.valueOf(ProcessHandle.current().pid()));
        }
        try {
            return new ProcessLock(file, lock(file));
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
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
                    throw new InUseException(file, readPid(channel));
                }
                // The previous user may have deleted the file since it was opened: a lock on a deleted file excludes no one.
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

    /** Identifies a file apart from its name, as far as the file system supports it. */
    private static Optional<Object> identity(Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(Objects.requireNonNullElse(attributes.fileKey(), file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Writes the process id. On a full disk it is missing, but the lock still holds. */
    private static void writePid(FileChannel channel) {
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException e) {
            LOG.debug("could not write the process id to the lock file", e);
        }
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(MAX_PID);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).replaceAll("[^0-9]", "");
    }

    /** Releases the lock and deletes the file. */
    public void delete() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            close();
        }
    }

    /** Releases the lock; the file stays. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
