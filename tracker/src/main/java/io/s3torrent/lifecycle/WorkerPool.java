package io.s3torrent.lifecycle;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that may wait: named, a fixed number, with a bounded line in front of them. */
public final class WorkerPool extends ThreadPoolExecutor implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;
    private static final int CLOSE_SECONDS = 2;

    /**
     * These.
     *
     * @param name what the names of the threads end with, but for a number
     * @param count of threads
     * @param queued tasks that may wait; more are rejected
     */
    public WorkerPool(String name, int count, int queued) {
        this(name, count, queued, new AtomicInteger());
    }

    private WorkerPool(String name, int count, int queued, AtomicInteger number) {
        super(count, count, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queued), task -> {
            Thread thread = new Thread(task, "s3torrent-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        allowCoreThreadTimeOut(true);
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
