package io.s3torrent.net.http;

import java.time.Duration;

/**
 * How much clients can make an HTTP server hold.
 *
 * @param connections open at a time; a new one takes the place of another as {@link io.s3torrent.net.ConnectionPlaces} says
 * @param connectionsPerAddress from one IPv4 address or IPv6 /64; trusted proxies may have all
 * @param lineBytes longest request line
 * @param headerBytes all header lines of a request together
 * @param silence in which a request must have come, or some of a response must have been taken
 */
public record HttpLimits(int connections, int connectionsPerAddress, int lineBytes, int headerBytes, Duration silence) {
    /** A key of 1024 bytes is 3072 escaped, and a presigned URL may carry a session token of some thousand more. */
    public static final HttpLimits DEFAULT = new HttpLimits(1024, 256, 16 << 10, 16 << 10, Duration.ofSeconds(30));

    public HttpLimits {
        if (connections < 1 || connectionsPerAddress < 1) {
            throw new IllegalArgumentException("connections: " + connections + ", " + connectionsPerAddress
                    + " of one address (expected: >= 1, >= 1)");
        }
        if (lineBytes < 256 || headerBytes < 256) {
            throw new IllegalArgumentException("bytes of request line and headers: " + lineBytes + ", " + headerBytes
                    + " (expected: >= 256, >= 256)");
        }
        if (silence.toMillis() < 1) {
            throw new IllegalArgumentException("silence: " + silence + " (expected: >= 1 ms)");
        }
    }

    /** Limits without one for each client. */
    public static HttpLimits of(int connections, int lineBytes, int headerBytes, Duration silence) {
        return new HttpLimits(connections, connections, lineBytes, headerBytes, silence);
    }
}
