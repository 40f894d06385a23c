package io.s3torrent.seeder.piece;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that wait for the store, or for the disk: named, a fixed number, with a bounded line in front of them. */
public final class StorePool extends ThreadPoolExecutor implements AutoCloseable {
    /** GETs in flight: a store that takes 50 ms to answer, and gives 1 MiB each time, needs 24 of them for 400 MB/s. */
    public static final int COUNT = 32;

    private static final int MAX_QUEUED = 100_000;
    private static final int IDLE_SECONDS = 30;
    private static final int CLOSE_SECONDS = 2;

    /** Threads called {@code s3torrent-NAME-N}, which end when they have been idle. */
    public StorePool(String name) {
        this(name, COUNT);
    }

    /** So many of them. */
    public StorePool(String name, int count) {
        this(name, count, new AtomicInteger());
    }

    private StorePool(String name, int count, AtomicInteger number) {
        super(count, count, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), task -> {
            Thread thread = new Thread(task, "s3torrent-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        allowCoreThreadTimeOut(true);
    }

    /** A way to these threads for one torrent, which leaves a quarter of them to the others. */
    public Executor share() {
        return new StorePoolShare(this, COUNT * 3 / 4, MAX_QUEUED);
    }

    /** Interrupts what runs, drops what waits, and waits up to 2 seconds for the threads to end. */
    @Override
    public void close() {
        shutdownNow();
        try {
            awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
