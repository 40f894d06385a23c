package io.s3torrent.seeder.piece;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that wait for the store: named, a fixed number, with a bounded line in front of them. */
public final class StoreThreads {
    /** GETs in flight; a store gives no more bytes for more of them (DESIGN.md, decision 3). */
    public static final int COUNT = 16;

    private static final int MAX_QUEUED = 100_000;
    private static final int IDLE_SECONDS = 30;

    private StoreThreads() {}

    /** A pool whose threads are called {@code s3torrent-NAME-N} and end when they have been idle. */
    public static ThreadPoolExecutor start(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                COUNT, COUNT, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), task -> {
                    Thread thread = new Thread(task, "s3torrent-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
