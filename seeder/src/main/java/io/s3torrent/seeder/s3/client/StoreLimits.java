package io.s3torrent.seeder.s3.client;

import java.time.Duration;

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
        Duration connect, Duration silence, Duration attempt, RetryLimits call, RetryLimits read, int inFlight) {
    /** A body that brings less than this in {@code silence} counts as stalled; 3 KiB/s is nobody's idea of a link. */
    static final int STEP = 64 * 1024;

    /** Bytes per second; a link that sends less counts as broken. */
    private static final long SLOWEST_SENDING = 32 * 1024;

    private static final Duration JOINING = Duration.ofMinutes(10);

    static final StoreLimits DEFAULT = new StoreLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(25),
            new RetryLimits(5, Duration.ofSeconds(60)),
            new RetryLimits(10, Duration.ofMinutes(5)),
            32);

    /** To send this many bytes: a slow link may be busy with them for long. */
    RetryLimits sending(long bytes) {
        Duration once = attempt.plusSeconds(bytes / SLOWEST_SENDING);
        return new RetryLimits(call.attempts(), once.multipliedBy(call.attempts()));
    }

    /** To have parts joined, which takes AWS minutes for large objects. */
    RetryLimits joining() {
        return new RetryLimits(call.attempts(), JOINING.multipliedBy(call.attempts()));
    }
}
