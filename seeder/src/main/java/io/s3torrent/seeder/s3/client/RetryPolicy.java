package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Decides whether a failed request is sent again, and after which pause. Takes the time, and does not wait itself. For one call, and one
 * thread.
 *
 * <p>Transient errors are retried with exponential backoff and full jitter (AWS: "Exponential Backoff And Jitter"), so that no two threads
 * keep in step. Expired credentials and a wrong clock are mended once each, without a pause.
 */
final class RetryPolicy {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    /** A store that comes back is noticed this soon. */
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
     * How often, and for how long, one call is tried.
     *
     * @param attempts requests at most
     * @param total from the first to the last of them
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
     * @param nowNanos as {@link System#nanoTime} counts
     */
    RetryPolicy(Limits limits, Optional<LocatedCredentials> credentials, long nowNanos, RandomGenerator random) {
        this.limits = limits;
        this.credentials = credentials;
        this.random = random;
        this.deadlineNanos = nowNanos + limits.total().toNanos();
    }

    /** When the last attempt must have begun. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** An attempt begins. */
    void begin() {
        credentialsUsed = credentials.map(LocatedCredentials::generation).orElse(0);
    }

    /** How long to wait after this failure before the next attempt; empty when there must be none. */
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

    /** A random time, up to twice as long as after the failure before. */
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
        // The SDK has taken the store's time from the answer, and signs with it from now on.
        if (!clockSet && StoreErrors.isClockWrong(failure)) {
            clockSet = true;
            return true;
        }
        return false;
    }
}
