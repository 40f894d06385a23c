package io.s3torrent.seeder.piece.cache;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Schedules retries of the bad pieces of all torrents, because the store may repair its bytes. Its thread starts with the first bad piece.
 * Guarded by its own monitor.
 */
public final class BadPieceRetries implements AutoCloseable {
    private static final long LOOK_SECONDS = 10;

    private final Clock clock;
    private final Set<BadPieces> torrents = new HashSet<>();
    private final ScheduledThreadPoolExecutor ticks = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "s3torrent-retry");
        thread.setDaemon(true);
        return thread;
    });
    private boolean ticking;

    /** Starts without torrents. */
    public BadPieceRetries(Clock clock) {
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    /** Adds a torrent that has a bad piece. */
    synchronized void add(BadPieces torrent) {
        torrents.add(torrent);
        if (!ticking && !ticks.isShutdown()) {
            ticking = true;
            var unused = ticks.scheduleWithFixedDelay(this::tryDue, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Starts the retries that are due, and removes torrents without bad pieces. */
    void tryDue() {
        all().forEach(BadPieces::tryDue);
    }

    private synchronized List<BadPieces> all() {
        torrents.removeIf(BadPieces::isEmpty);
        return List.copyOf(torrents);
    }

    @Override
    public void close() {
        ticks.shutdownNow();
    }
}
