package io.s3torrent.seeder.wire.upload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the upload rate of the peers that share it. When nothing is left, peers queue, and each gets a turn of equal size.
 *
 * <p>A turn brings up to a quarter of a second's bytes. A peer thus soon has a whole piece that it can pass on; smaller turns would
 * complete many pieces at the same time, all of them late.
 *
 * <p>It blocks no thread, and runs no timer while no peer waits. Guarded by its monitor.
 */
public final class UploadRateLimiter {
    /** One block; peers cannot use less. */
    static final long SMALLEST_SHARE = 16 << 10;

    /** As much as a connection sends at once. */
    private static final long LARGEST_SHARE = 1 << 20;

    /** The shortest time between two rounds of shares. */
    private static final long SHORTEST_WAIT = Duration.ofMillis(2).toNanos();

    /** Waits for a share. */
    interface Waiter {
        /** Takes the share. Called on any thread, without the limiter's lock. */
        void share(long bytes);
    }

    private record Share(Waiter waiter, long bytes) {}

    private final TokenBucket bucket;
    private final WireTimer timer;
    private final LongSupplier clock;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final long turn;
    private @Nullable Waiter lastServed;
    private long turnLeft;
    private boolean timed;

    /** Creates a limit of bytes per second. The {@code clock} returns values of {@link System#nanoTime}. */
    public UploadRateLimiter(long bytesPerSecond, WireTimer timer, LongSupplier clock) {
        this.bucket = new TokenBucket(bytesPerSecond, clock.getAsLong());
        this.turn = Math.max(SMALLEST_SHARE, Math.min(LARGEST_SHARE, bytesPerSecond / 4));
        this.timer = timer;
        this.clock = clock;
    }

    /** Returns a share at once. Otherwise returns 0 and passes a share to {@code waiter} later. */
    synchronized long take(Waiter waiter) {
        long now = clock.getAsLong();
        if (waiting.isEmpty() && bucket.available(now) >= SMALLEST_SHARE) {
            return bucket.take(LARGEST_SHARE, now);
        }
        if (waiter == lastServed && turnLeft > 0) {
            waiting.addFirst(waiter);
        } else {
            waiting.addLast(waiter);
        }
        time();
        return 0;
    }

    /** True if a peer waits. */
    public synchronized boolean isShort() {
        return !waiting.isEmpty();
    }

    /** Takes back the unused part of a share. */
    synchronized void giveBack(long unused) {
        bucket.giveBack(unused);
    }

    private void time() {
        if (!timed && !waiting.isEmpty()) {
            timed = true;
            timer.after(Math.max(SHORTEST_WAIT, bucket.nanosUntil(SMALLEST_SHARE)), this::handOut);
        }
    }

    private void handOut() {
        shares().forEach(share -> share.waiter().share(share.bytes()));
    }

    /** Takes equal shares for the waiters, first come first served, as far as the bytes suffice. */
    private synchronized List<Share> shares() {
        long now = clock.getAsLong();
        timed = false;
        List<Share> shares = new ArrayList<>();
        while (!waiting.isEmpty() && bucket.available(now) >= SMALLEST_SHARE) {
            shares.add(share(waiting.remove(), now));
        }
        time();
        return shares;
    }

    private Share share(Waiter next, long now) {
        if (next != lastServed || turnLeft <= 0) {
            lastServed = next;
            turnLeft = turn;
        }
        long bytes = bucket.take(Math.max(SMALLEST_SHARE, turnLeft), now);
        turnLeft -= bytes;
        return new Share(next, bytes);
    }

    /** Counts the bytes that may be sent by now at a steady rate. All times are {@link System#nanoTime} values that are passed in. */
    static final class TokenBucket {
        /** The most time for which unused bytes are saved up, for pieces that arrive late. A longer burst would not be a smooth rate. */
        private static final long MAX_SAVED = Duration.ofSeconds(1).toNanos();

        private static final double NANOS = Duration.ofSeconds(1).toNanos();

        private final double bytesPerNano;
        private final double capacity;
        private double bytes;
        private long filledAt;

        /** Creates a bucket that holds one block. */
        TokenBucket(long bytesPerSecond, long now) {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " (expected: >= 1)");
            }
            bytesPerNano = bytesPerSecond / NANOS;
            // At least one block; a low rate would never save up that much otherwise.
            capacity = Math.max(bytesPerNano * MAX_SAVED, UploadRateLimiter.SMALLEST_SHARE);
            bytes = UploadRateLimiter.SMALLEST_SHARE;
            filledAt = now;
        }

        /** Takes up to {@code wanted} bytes. */
        long take(long wanted, long now) {
            fill(now);
            long taken = Math.min(wanted, (long) bytes);
            bytes -= taken;
            return taken;
        }

        /** The bytes that may be taken now. */
        long available(long now) {
            fill(now);
            return (long) bytes;
        }

        /** Returns bytes that were not used. */
        void giveBack(long unused) {
            bytes = Math.min(capacity, bytes + unused);
        }

        /** Nanoseconds until {@code wanted} bytes are available, if none are taken meanwhile. */
        long nanosUntil(long wanted) {
            return (long) Math.ceil(Math.max(0, wanted - bytes) / bytesPerNano);
        }

        private void fill(long now) {
            bytes = Math.min(capacity, bytes + (now - filledAt) * bytesPerNano);
            filledAt = now;
        }
    }
}
