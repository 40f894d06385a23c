package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reserves memory for the units of one torrent that are being read: at most three quarters of all, or one unit. The rest is for other
 * torrents, in case the store never sends the bytes of this one. Guarded by its own monitor, which is never held while other objects are
 * called.
 */
final class MemoryShare {
    private static final int MAX_WAITERS = 100_000;

    private record Waiter(int length, CompletableFuture<ByteBuf> promise) {}

    private final PieceMemory memory;
    private final Deque<Waiter> waiting = new ArrayDeque<>(1); // grows; most torrents are idle
    private long reading;
    private boolean serving;

    MemoryShare(PieceMemory memory) {
        this.memory = memory;
    }

    /**
     * Completes with an empty buffer of {@code length} bytes, in order of arrival. Call {@link #ended} when the buffer has its bytes, when
     * the read fails, and when this fails.
     */
    CompletableFuture<ByteBuf> reserve(int length) {
        CompletableFuture<ByteBuf> promise = new CompletableFuture<>();
        synchronized (this) {
            if (!waiting.isEmpty() || !fits(length)) {
                if (waiting.size() < MAX_WAITERS) {
                    waiting.add(new Waiter(length, promise));
                } else {
                    reading += length;
                    promise.completeExceptionally(new RejectedExecutionException("too many units wait for memory"));
                }
                return promise;
            }
            reading += length;
        }
        return take(length);
    }

    private CompletableFuture<ByteBuf> take(int length) {
        try {
            return memory.reserve(length);
        } catch (OutOfMemoryError e) { // out of direct memory
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Ends a read of {@code length} bytes. */
    void ended(int length) {
        synchronized (this) {
            reading -= length;
            if (serving) {
                return; // the caller's own caller, or another thread, serves the waiters
            }
            serving = true;
        }
        for (Waiter next = next(); next != null; next = next()) {
            pass(next);
        }
    }

    private synchronized @Nullable Waiter next() {
        if (waiting.isEmpty() || !fits(waiting.peek().length())) {
            serving = false;
            return null;
        }
        reading += waiting.peek().length();
        return waiting.remove();
    }

    private void pass(Waiter waiter) {
        CompletableFuture<ByteBuf> unused = take(waiter.length()).whenComplete((buffer, error) -> {
            if (buffer == null) {
                waiter.promise().completeExceptionally(error);
            } else {
                waiter.promise().complete(buffer);
            }
        });
    }

    private boolean fits(int length) {
        return reading == 0 || reading + length <= memory.bound() / 4 * 3;
    }
}
