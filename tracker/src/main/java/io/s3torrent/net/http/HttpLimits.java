package io.s3torrent.net.http;

import java.time.Duration;

/**
 * Limits on the resources that clients of an HTTP server can use.
 *
 * @param connections maximum number of open connections; a new one takes the place of another as {@link io.s3torrent.net.ConnectionPlaces} says
 * @param connectionsPerAddress maximum number of connections of one IPv4 address or IPv6 /64; does not apply to trusted proxies
 * @param lineBytes maximum length of a request line
 * @param headerBytes maximum length of all header lines of a request together
 * @param silence maximum time until a whole request has arrived, or until the client reads more of a response
 */
public record HttpLimits(int connections, int connectionsPerAddress, int lineBytes, int headerBytes, Duration silence) {
    /** Fits a key of 1024 bytes, 3072 bytes when percent-encoded, and a presigned URL's session token of a few thousand bytes. */
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

    /** Creates limits without a separate limit for each client address. */
    public static HttpLimits of(int connections, int lineBytes, int headerBytes, Duration silence) {
        return new HttpLimits(connections, connections, lineBytes, headerBytes, silence);
    }
}
