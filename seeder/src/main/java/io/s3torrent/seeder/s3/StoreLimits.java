package io.s3torrent.seeder.s3;

import java.time.Duration;

/**
 * How long the store may take.
 *
 * @param connect until a connection stands
 * @param silence without a byte from the socket, and for each {@link #STEP} of a body
 * @param attempt until the headers of one request are in
 * @param call the same with all retries
 * @param read for one range with all that it takes
 * @param attempts how often a request is sent, and how often a broken body is taken up, at most
 */
record StoreLimits(Duration connect, Duration silence, Duration attempt, Duration call, Duration read, int attempts) {
    /** A body that brings less than this in {@code silence} counts as stalled; 3 KiB/s is nobody's idea of a link. */
    static final int STEP = 64 * 1024;

    /** Bytes per second; a link that sends less counts as broken. */
    private static final long SLOWEST_SENDING = 32 * 1024;

    private static final Duration JOINING = Duration.ofMinutes(10);

    static final StoreLimits DEFAULT = new StoreLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(25),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            5);

    /** For one request that is never repeated, and is given up after {@code limit}. */
    StoreLimits once(Duration limit) {
        Duration shorter = limit.compareTo(attempt) < 0 ? limit : attempt;
        return new StoreLimits(connect, silence, shorter, shorter, shorter, 1);
    }

    /** For one attempt to send this many bytes: a slow link may be busy with them for long. */
    Duration sending(long bytes) {
        return attempt.plusSeconds(bytes / SLOWEST_SENDING);
    }

    /** For one attempt to have parts joined, which takes AWS minutes for large objects. */
    Duration joining() {
        return attempt.plus(JOINING);
    }
}
