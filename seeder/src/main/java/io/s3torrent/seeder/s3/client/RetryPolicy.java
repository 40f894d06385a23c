package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Decides whether and when a failed request is sent again. Callers pass in the time and do the waiting. For one call and one thread.
 *
 * <p>Transient errors are retried with exponential backoff and full jitter (AWS: "Exponential Backoff And Jitter"), so that threads do not
 * retry in step. Expired credentials and a wrong clock are corrected once each, without a pause.
 */
final class RetryPolicy {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    /** The longest pause, which bounds how late the end of an outage is noticed. */
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private static final int DOUBLINGS = 6;

    private final Limits limits;
    private final Optional<LocatedCredentials> credentials;
    private final RandomGenerator random;
    private final long deadlineNanos;
    private int failures;
    private int credentialsUsed;
    private boolean refreshed;
    private boolean clockSet;

    /**
     * How often and for how long one call is tried.
     *
     * @param attempts the most requests
     * @param total from the start of the first request to the start of the last
     */
    record Limits(int attempts, Duration total) {
        Limits {
            if (attempts < 1 || total.isNegative() || total.isZero()) {
                throw new IllegalArgumentException(
                        "retry limits: " + attempts + " attempts in " + total + " (expected: >= 1, > 0)");
            }
        }
    }

    /**
     * Starts the clock of a call.
     *
     * @param nowNanos in the time of {@link System#nanoTime}
     */
    RetryPolicy(Limits limits, Optional<LocatedCredentials> credentials, long nowNanos, RandomGenerator random) {
        this.limits = limits;
        this.credentials = credentials;
        this.random = random;
        this.deadlineNanos = nowNanos + limits.total().toNanos();
    }

    /** The latest time at which an attempt may begin. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Records the start of an attempt. */
    void begin() {
        credentialsUsed = credentials.map(LocatedCredentials::generation).orElse(0);
    }

    /** The pause between this failure and the next attempt; empty when the call fails for good. */
    OptionalLong pauseAfter(ObjectException failure, long nowNanos) {
        failures++;
        if (failures >= limits.attempts()) {
            return OptionalLong.empty();
        }
        if (failure instanceof ObjectException.Unavailable) {
            long pause = backoffNanos(failures, random);
            return nowNanos + pause - deadlineNanos >= 0 ? OptionalLong.empty() : OptionalLong.of(pause);
        }
        return isMended(failure) ? OptionalLong.of(0) : OptionalLong.empty();
    }

    /** A random pause; its upper limit doubles with each failure. */
    private static long backoffNanos(int failures, RandomGenerator random) {
        return random.nextLong(Math.min(FIRST_PAUSE << Math.min(failures - 1, DOUBLINGS), LONGEST_PAUSE));
    }

    private boolean isMended(ObjectException failure) {
        if (!refreshed && StoreErrors.isExpired(failure)) {
            refreshed = true;
            return credentials
                    .filter(located -> located.refresh(credentialsUsed))
                    .isPresent();
        }
        // The SDK has taken the store's time from the answer and uses it for further signatures.
        if (!clockSet && StoreErrors.isClockWrong(failure)) {
            clockSet = true;
            return true;
        }
        return false;
    }
}
