package io.s3torrent.seeder.wire.upload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast those who share it may send: who finds nothing left waits in line for its turn, which is as long for everybody.
 *
 * <p>A turn brings up to a quarter of a second's bytes, so that a piece is soon whole and can be passed on, rather than many at once and
 * all late.
 *
 * <p>Nobody is held up by a thread, and nothing runs while nobody waits. Guarded by its monitor.
 */
public final class UploadRateLimiter {
    /** A block: less is of no use to anybody. */
    static final long SMALLEST_SHARE = 16 << 10;

    /** As much as a connection sends in one go. */
    private static final long LARGEST_SHARE = 1 << 20;

    /** Shares are handed out no more often than that. */
    private static final long SHORTEST_WAIT = Duration.ofMillis(2).toNanos();

    /** One who waits for its share. */
    interface Waiter {
        /** Takes its share, on any thread, in a moment when the limit is not held. */
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

    /** A limit of so many bytes per second, by {@code clock}, whose values are those of {@link System#nanoTime}. */
    public UploadRateLimiter(long bytesPerSecond, WireTimer timer, LongSupplier clock) {
        this.bucket = new TokenBucket(bytesPerSecond, clock.getAsLong());
        this.turn = Math.max(SMALLEST_SHARE, Math.min(LARGEST_SHARE, bytesPerSecond / 4));
        this.timer = timer;
        this.clock = clock;
    }

    /** Gives a share at once, or 0 and later what {@code waiter} then takes. */
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

    /** True when somebody waits. */
    public synchronized boolean isShort() {
        return !waiting.isEmpty();
    }

    /** Takes back what was not used of a share. */
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

    /** Equal shares for as many of those who wait as there is something for, the first ones first. */
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

    /** Bytes that may be sent by now, at a steady rate. All times are {@link System#nanoTime} values that are passed in. */
    static final class TokenBucket {
        /** What the store gives late is made up for, as far as this: a longer burst is no smooth rate. */
        private static final long MAX_SAVED = Duration.ofSeconds(1).toNanos();

        private static final double NANOS = Duration.ofSeconds(1).toNanos();

        private final double bytesPerNano;
        private final double capacity;
        private double bytes;
        private long filledAt;

        /** A bucket with as much as one may take. */
        TokenBucket(long bytesPerSecond, long now) {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " (expected: >= 1)");
            }
            bytesPerNano = bytesPerSecond / NANOS;
            // At least a block, or a low rate would never have one saved up.
            capacity = Math.max(bytesPerNano * MAX_SAVED, UploadRateLimiter.SMALLEST_SHARE);
            bytes = UploadRateLimiter.SMALLEST_SHARE;
            filledAt = now;
        }

        /** Takes up to {@code wanted} bytes, as many as there are. */
        long take(long wanted, long now) {
            fill(now);
            long taken = Math.min(wanted, (long) bytes);
            bytes -= taken;
            return taken;
        }

        /** What is there to be taken. */
        long available(long now) {
            fill(now);
            return (long) bytes;
        }

        /** Puts back what was taken in vain. */
        void giveBack(long unused) {
            bytes = Math.min(capacity, bytes + unused);
        }

        /** Nanoseconds until so many bytes are there, if nobody takes any. */
        long nanosUntil(long wanted) {
            return (long) Math.ceil(Math.max(0, wanted - bytes) / bytesPerNano);
        }

        private void fill(long now) {
            bytes = Math.min(capacity, bytes + (now - filledAt) * bytesPerNano);
            filledAt = now;
        }
    }
}
