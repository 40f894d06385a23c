package io.s3torrent.seeder.gateway;

import java.time.Duration;

/**
 * How long one who asks waits for a torrent that is not made yet.
 *
 * @param whole until he gets what there is of it, and the rest as it is made: before that, a failure still has a code
 * @param held after that, if there is nothing of it yet, until he is told to ask again
 */
record WaitTimeouts(Duration whole, Duration held) {
    /** The AWS CLI and the SDKs give up after 60 s without a byte. */
    static final WaitTimeouts DEFAULT = new WaitTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(40));
}
