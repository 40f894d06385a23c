package io.s3torrent.seeder.s3.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long one thing is tried.
 *
 * @param attempts requests at most
 * @param total from the first to the last of them
 */
record RetryLimits(int attempts, Duration total) {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    /** A store that comes back is noticed this soon. */
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private static final int DOUBLINGS = 6;

    RetryLimits {
        if (attempts < 1 || total.isNegative() || total.isZero()) {
            throw new IllegalArgumentException(
                    "patience: " + attempts + " attempts in " + total + " (expected: >= 1, > 0)");
        }
    }

    /** How long to wait after so many failures: anything up to twice as long as before, so that no two threads keep in step. */
    static long pauseNanos(int failures, RandomGenerator random) {
        long longest = Math.min(FIRST_PAUSE << Math.min(failures - 1, DOUBLINGS), LONGEST_PAUSE);
        return random.nextLong(longest);
    }
}
