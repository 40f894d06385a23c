package io.s3torrent.tracker.swarm.snapshot;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the swarms of a store in a file: reads it at the start, writes it now and then, and at the end. */
public final class SwarmSnapshots implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SwarmSnapshots.class);

    /** What a process that is killed loses: as long as the shortest interval between announces. */
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
     * Reads a file into a store, if there is one, and keeps it from now on. A file that is damaged is set aside: swarms come back by
     * themselves, but a tracker that does not start is gone.
     *
     * @param wanted of which torrents
     * @throws IOException when the file cannot be read, or its folder is none that can be written
     */
    public static SwarmSnapshots start(Path path, SwarmStore store, Predicate<InfoHash> wanted) throws IOException {
        SnapshotFile file = new SnapshotFile(path, InstantSource.system());
        Path folder = file.path().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(path)) {
            throw new IOException(path + ": expected a file in a folder that can be written");
        }
        if (Files.exists(path)) {
            read(file, store, wanted);
        }
        SwarmSnapshots keeper = new SwarmSnapshots(file, store);
        var unused = keeper.writer.scheduleWithFixedDelay(
                keeper::write, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
        return keeper;
    }

    private static void read(SnapshotFile file, SwarmStore store, Predicate<InfoHash> wanted) throws IOException {
        try {
            file.read(store, wanted);
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("file", file.path())
                    .addKeyValue("now", file.setAside())
                    .log("the state is damaged and was set aside: {}", e.getMessage());
        }
    }

    private void write() {
        try {
            file.write(store);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file.path()).log("the state was not written: {}", e.toString());
        }
    }

    /** Ends, and leaves the file as it is. */
    public void abandon() {
        writer.shutdownNow();
    }

    /** Writes once more, and ends. */
    @Override
    public void close() {
        writer.execute(this::write);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().addKeyValue("file", file.path()).log("the state was not written in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
