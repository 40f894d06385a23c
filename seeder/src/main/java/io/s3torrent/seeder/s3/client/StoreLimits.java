package io.s3torrent.seeder.s3.client;

import java.time.Duration;
import java.util.List;

/**
 * How long the store may take, and how much is asked of it at once.
 *
 * @param connect until a connection stands
 * @param silence without a byte from the socket, and for each {@link #STEP} of a body
 * @param attempt until the headers of one request are in
 * @param call for one question with all that it takes
 * @param read for one range with all that it takes; a failure here costs a peer's piece or a whole hashing, so it is tried longer
 * @param inFlight requests at the store at once
 */
record StoreLimits(
        Duration connect,
        Duration silence,
        Duration attempt,
        RetryPolicy.Limits call,
        RetryPolicy.Limits read,
        int inFlight) {
    /** A body that brings less than this in {@code silence} counts as stalled: 3 KiB/s are slower than any link. */
    static final int STEP = 64 * 1024;

    /** Bytes per second; a link that sends less counts as broken. */
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

    /** The defaults, to be changed. */
    static Builder builder() {
        return new Builder();
    }

    /** To send this many bytes: a slow link may be busy with them for long. */
    RetryPolicy.Limits sending(long bytes) {
        Duration once = attempt.plusSeconds(bytes / SLOWEST_SENDING);
        return new RetryPolicy.Limits(call.attempts(), once.multipliedBy(call.attempts()));
    }

    /** To have parts joined, which takes AWS minutes for large objects. */
    RetryPolicy.Limits joining() {
        return new RetryPolicy.Limits(call.attempts(), JOINING.multipliedBy(call.attempts()));
    }

    /** Builds limits, from the defaults. */
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

        /** The same for calls and for reads. */
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
