package io.s3torrent.tracker.swarm.snapshot;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the swarms of a store in a file: reads it at the start, and writes it periodically and at the end. */
public final class SwarmSnapshots implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SwarmSnapshots.class);

    /** Time between two writes. A killed process loses the changes of that time, which is the shortest announce interval. */
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private static final Duration END = Duration.ofSeconds(2);

    private final SnapshotFile file;
    private final SwarmStore store;
    private final ScheduledExecutorService writer;

    private SwarmSnapshots(SnapshotFile file, SwarmStore store) {
        this.file = file;
        this.store = store;
        this.writer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "s3torrent-state");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads a file into a store, if it exists, and starts to write it periodically. A damaged file is renamed, and the tracker starts
     * without it, because peers announce again.
     *
     * @param wanted the torrents to load
     * @throws IOException when the file cannot be read, or its folder is not writable
     */
    public static SwarmSnapshots start(Path path, SwarmStore store, Predicate<InfoHash> wanted) throws IOException {
        SnapshotFile file = new SnapshotFile(path, InstantSource.system());
        Path folder = file.path().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(path)) {
            throw new IOException(path + ": cannot be written (expected: a file in a writable folder)");
        }
        if (Files.exists(path)) {
            read(file, store, wanted);
        }
        SwarmSnapshots snapshots = new SwarmSnapshots(file, store);
        var unused = snapshots.writer.scheduleWithFixedDelay(
                snapshots::write, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
        return snapshots;
    }

    private static void read(SnapshotFile file, SwarmStore store, Predicate<InfoHash> wanted) throws IOException {
        try {
            file.read(store, wanted);
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("file", file.path())
                    .addKeyValue("now", file.setAside())
                    .log("the state file is damaged and was renamed; starting without it: {}", e.getMessage());
        }
    }

    private void write() {
        try {
            file.write(store);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file.path()).log("the state file could not be written: {}", e.toString());
        }
    }

    /** Stops without writing the file. */
    public void abandon() {
        writer.shutdownNow();
    }

    /** Writes the file a last time and stops. */
    @Override
    public void close() {
        writer.execute(this::write);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().addKeyValue("file", file.path()).log("the state file was not written within 2 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The file format: a first line that identifies it, then each slice with its length (4 bytes), encoded by {@link ChecksummedSwarms}. A
     * new file is written next to the old one and renamed, so that there is always a complete file.
     */
    static final class SnapshotFile {
        private static final byte[] FIRST_LINE = "s3torrent swarms\n".getBytes(StandardCharsets.US_ASCII);

        private final Path file;
        private final ChecksummedSwarms codec;

        SnapshotFile(Path file, InstantSource clock) {
            this.file = file.toAbsolutePath();
            this.codec = new ChecksummedSwarms(clock);
        }

        /** Writes all slices of a store. */
        void write(SwarmStore store) throws IOException {
            Path part = beside(".part");
            Files.deleteIfExists(part);
            try (FileChannel channel = FileChannel.open(
                    part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), forOwnerOnly())) {
                OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                write(store, new DataOutputStream(buffered));
                buffered.flush();
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        private void write(SwarmStore store, DataOutputStream out) throws IOException {
            out.write(FIRST_LINE);
            for (int slice = 0; slice < SwarmStore.EXPIRY_SLICES; slice++) {
                byte[] bytes = codec.save(store, slice);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }

        /**
         * Reads all slices into a store.
         *
         * @param wanted the torrents to load
         * @throws IllegalArgumentException when the file has another format or is damaged
         * @throws IOException when the file cannot be read
         */
        void read(SwarmStore store, Predicate<InfoHash> wanted) throws IOException {
            long left = Files.size(file) - FIRST_LINE.length;
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                if (!Arrays.equals(in.readNBytes(FIRST_LINE.length), FIRST_LINE)) {
                    throw new IllegalArgumentException("the first line is wrong (expected: \"s3torrent swarms\")");
                }
                for (int slice = 0; slice < SwarmStore.EXPIRY_SLICES; slice++) {
                    left -= Integer.BYTES;
                    int length = left < 0 ? -1 : in.readInt();
                    if (length < 0 || length > left) {
                        throw new IllegalArgumentException("slice: " + length + " bytes (expected: 0 to " + left + ")");
                    }
                    codec.load(in.readNBytes(length), store, wanted);
                    left -= length;
                }
            }
            if (left != 0) {
                throw new IllegalArgumentException(left + " bytes after the last slice");
            }
        }

        /** Renames a damaged file, so that an operator can examine it; returns its new path. */
        Path setAside() throws IOException {
            return Files.move(file, beside(".bad"), StandardCopyOption.REPLACE_EXISTING);
        }

        /** The path of the file. */
        Path path() {
            return file;
        }

        private Path beside(String suffix) {
            return file.resolveSibling(file.getFileName() + suffix);
        }

        /** Permissions for the owner only, because peers' addresses are private data. */
        private FileAttribute<?>[] forOwnerOnly() {
            return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
        }
    }
}
