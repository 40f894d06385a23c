package io.s3torrent.seeder.wire.mse;

import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes key exchanges on two threads, because event loops must not wait for arithmetic. Queues a bounded number of them. Thread-safe.
 */
public final class KeyExchangePool implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 256;
    private static final int IDLE_SECONDS = 30;

    private final SecureRandom random = new SecureRandom();
    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            new DefaultThreadFactory("s3torrent-mse", true));

    /** Creates a pool. It has no threads until the first key exchange. */
    public KeyExchangePool() {
        pool.allowCoreThreadTimeOut(true);
    }

    /** Our side of a new exchange. Call it only from work that runs on this pool. */
    KeyExchange newExchange() {
        return new KeyExchange(random);
    }

    /**
     * Runs {@code work} on this pool, and then {@code then} on the event loop.
     *
     * @throws CorruptedFrameException if the queue is full: its peers are hostile, or will come again
     */
    <T> void run(Supplier<T> work, Executor loop, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        try {
            CompletableFuture<T> unused = CompletableFuture.supplyAsync(work, pool)
                    .whenCompleteAsync((result, failure) -> then.accept(result, unwrapped(failure)), loop);
        } catch (RejectedExecutionException e) {
            throw new CorruptedFrameException("more than " + WAITING + " key exchanges are waiting", e);
        }
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    /** Ends the threads; running exchanges are not needed any more. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
