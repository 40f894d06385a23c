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

    static final StoreLimits DEFAULT = new StoreLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(25),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            5);
}
