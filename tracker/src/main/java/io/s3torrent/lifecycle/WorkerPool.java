package io.s3torrent.lifecycle;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of named threads that may block, with a bounded queue in front of them. */
public final class WorkerPool extends ThreadPoolExecutor implements AutoCloseable {
    private static final int DEFAULT_QUEUE = 100_000;
    private static final int IDLE_SECONDS = 30;
    private static final int CLOSE_SECONDS = 2;

    private final int maxQueued;

    /** Creates a pool with a queue of {@value #DEFAULT_QUEUE} tasks. */
    public WorkerPool(String name, int threads) {
        this(name, threads, DEFAULT_QUEUE);
    }

    /**
     * Creates a pool. Threads start when tasks arrive, and end after 30 idle seconds.
     *
     * @param name the threads are called {@code s3torrent-NAME-N}
     * @param threads maximum number of running threads
     * @param maxQueued maximum number of waiting tasks; further tasks are rejected
     */
    public WorkerPool(String name, int threads, int maxQueued) {
        this(name, threads, maxQueued, new AtomicInteger());
    }

    private WorkerPool(String name, int threads, int maxQueued, AtomicInteger number) {
        super(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxQueued), task -> {
            Thread thread = new Thread(task, "s3torrent-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.maxQueued = maxQueued;
        allowCoreThreadTimeOut(true);
    }

    /** Creates an executor for one of several users of this pool. Its tasks occupy at most three quarters of the threads. */
    public Executor share() {
        return new WorkerPoolShare(this, Math.max(1, getMaximumPoolSize() * 3 / 4), maxQueued);
    }

    /** Interrupts the running tasks, drops the queued ones, and waits up to 2 seconds for the threads to end. */
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
