package io.s3torrent.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Does many things of which most of the time is waiting, a few at once, and hands on what came of them in their order. */
final class InOrder {
    /** Torrents in the making at once; they share the threads that read. */
    static final int WIDTH = 16;

    private InOrder() {}

    /** Does one thing. */
    @FunctionalInterface
    interface Step<T, R> {
        R apply(T item) throws IOException;
    }

    /** What came of one thing: an exception is thrown on {@link #get}. */
    @FunctionalInterface
    interface Result<R> {
        R get() throws IOException;
    }

    /** Calls {@code work} for each item on other threads, and {@code done} with each result on this one. */
    static <T, R> void run(Iterator<T> items, Step<T, R> work, Consumer<Result<R>> done) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(WIDTH, WIDTH, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WIDTH), task -> {
                    Thread thread = new Thread(task, "s3torrent-load");
                    thread.setDaemon(true);
                    return thread;
                });
        Deque<Future<R>> going = new ArrayDeque<>();
        try {
            while (items.hasNext() || !going.isEmpty()) {
                while (items.hasNext() && going.size() < WIDTH) {
                    T item = items.next();
                    going.add(threads.submit(() -> work.apply(item)));
                }
                Future<R> first = going.remove();
                done.accept(() -> result(first));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static <R> R result(Future<R> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
