package io.s3torrent.seeder.s3.client;

import java.time.Duration;
import java.util.List;

/**
 * The timeouts, retries and concurrency of requests to the store.
 *
 * @param connect timeout of a connection attempt
 * @param silence longest wait for a byte from the socket, and for each {@link #STEP} of a body
 * @param attempt timeout for the headers of one answer
 * @param call limits of one short call, including its retries
 * @param read limits of one range, including its retries; these are larger, because a failure costs a peer's piece or a whole hashing run
 * @param inFlight the most concurrent requests to the store
 */
record StoreLimits(
        Duration connect,
        Duration silence,
        Duration attempt,
        RetryPolicy.Limits call,
        RetryPolicy.Limits read,
        int inFlight) {
    /** A body that brings less than this within {@code silence} counts as stalled: 3 KiB/s, which is slower than any real link. */
    static final int STEP = 64 * 1024;

    /** Bytes per second; a slower upload counts as broken. */
    private static final long SLOWEST_SENDING = 32 * 1024;

    private static final Duration JOINING = Duration.ofMinutes(10);

    StoreLimits {
        for (Duration limit : List.of(connect, silence, attempt)) {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("store limit: " + limit + " (expected: > 0)");
            }
        }
        if (inFlight < 1) {
            throw new IllegalArgumentException("requests in flight: " + inFlight + " (expected: >= 1)");
        }
    }

    static StoreLimits defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    static Builder builder() {
        return new Builder();
    }

    /** Limits for sending this many bytes, which can take long on a slow link. */
    RetryPolicy.Limits sending(long bytes) {
        Duration once = attempt.plusSeconds(bytes / SLOWEST_SENDING);
        return new RetryPolicy.Limits(call.attempts(), once.multipliedBy(call.attempts()));
    }

    /** Limits for joining parts, which takes AWS minutes for large objects. */
    RetryPolicy.Limits joining() {
        return new RetryPolicy.Limits(call.attempts(), JOINING.multipliedBy(call.attempts()));
    }

    /** Builds limits, starting from the defaults. */
    static final class Builder {
        private Duration connect = Duration.ofSeconds(5);
        private Duration silence = Duration.ofSeconds(20);
        private Duration attempt = Duration.ofSeconds(25);
        private RetryPolicy.Limits call = new RetryPolicy.Limits(5, Duration.ofSeconds(60));
        private RetryPolicy.Limits read = new RetryPolicy.Limits(10, Duration.ofMinutes(5));
        private int inFlight = 32;

        private Builder() {}

        Builder connect(Duration value) {
            connect = value;
            return this;
        }

        Builder silence(Duration value) {
            silence = value;
            return this;
        }

        Builder attempt(Duration value) {
            attempt = value;
            return this;
        }

        /** Sets the same limits for calls and for reads. */
        Builder retries(int attempts, Duration total) {
            call = new RetryPolicy.Limits(attempts, total);
            read = call;
            return this;
        }

        Builder inFlight(int value) {
            inFlight = value;
            return this;
        }

        StoreLimits build() {
            return new StoreLimits(connect, silence, attempt, call, read, inFlight);
        }
    }
}
