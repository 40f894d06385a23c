package io.s3torrent.seeder.wire.upload;

import java.time.Duration;

/** Bytes that may be sent by now, at a steady rate. All times are {@link System#nanoTime} values that are passed in. */
final class TokenBucket {
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
        capacity = Math.max(bytesPerNano * MAX_SAVED, UploadLimit.SMALLEST_SHARE);
        bytes = UploadLimit.SMALLEST_SHARE;
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
