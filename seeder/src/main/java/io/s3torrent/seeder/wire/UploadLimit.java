package io.s3torrent.seeder.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * How fast those who share it may send: who finds nothing left waits in line, and gets an equal share when its turn comes.
 *
 * <p>Nobody is held up by a thread, and nothing runs while nobody waits. Guarded by its monitor.
 */
final class UploadLimit {
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
    private final Queue<Waiter> waiting = new ArrayDeque<>();
    private boolean timed;

    /** A limit of so many bytes per second, by {@code clock}, whose values are those of {@link System#nanoTime}. */
    UploadLimit(long bytesPerSecond, WireTimer timer, LongSupplier clock) {
        this.bucket = new TokenBucket(bytesPerSecond, clock.getAsLong());
        this.timer = timer;
        this.clock = clock;
    }

    /** Gives a share at once, or 0 and later what {@code waiter} then takes. */
    synchronized long take(Waiter waiter) {
        long now = clock.getAsLong();
        if (waiting.isEmpty() && bucket.available(now) >= SMALLEST_SHARE) {
            return bucket.take(LARGEST_SHARE, now);
        }
        waiting.add(waiter);
        time();
        return 0;
    }

    /** True when somebody waits. */
    synchronized boolean isShort() {
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
        if (!waiting.isEmpty()) {
            long equal = bucket.available(now) / waiting.size();
            long each = Math.max(SMALLEST_SHARE, Math.min(LARGEST_SHARE, equal));
            while (!waiting.isEmpty() && bucket.available(now) >= SMALLEST_SHARE) {
                shares.add(new Share(waiting.remove(), bucket.take(each, now)));
            }
        }
        time();
        return shares;
    }
}
