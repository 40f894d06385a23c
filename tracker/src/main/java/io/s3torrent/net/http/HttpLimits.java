package io.s3torrent.net.http;

import java.time.Duration;

/**
 * What a client may have us hold.
 *
 * @param connections open at a time
 * @param connectionsPerAddress of one client
 * @param line bytes of a request line
 * @param head bytes of all header fields
 * @param silence in which a request must have come, or some of an answer have been taken
 */
public record HttpLimits(int connections, int connectionsPerAddress, int line, int head, Duration silence) {
    /** A key of 1024 bytes is 3072 escaped, and a presigned URL may carry a session token of some thousand more. */
    public static final HttpLimits DEFAULT = new HttpLimits(1024, 256, 16 << 10, 16 << 10, Duration.ofSeconds(30));
}
