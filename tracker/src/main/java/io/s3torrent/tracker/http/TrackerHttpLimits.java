package io.s3torrent.tracker.http;

import java.time.Duration;

/**
 * What strangers can make the server hold.
 *
 * @param lineBytes longest request line; a scrape of 74 torrents needs 6 KiB
 * @param headerBytes all header lines of a request together
 * @param connections at a time; more are closed at once
 * @param silence a connection that completes no request for this long is closed, at the latest when it has lasted twice
 */
public record TrackerHttpLimits(int lineBytes, int headerBytes, int connections, Duration silence) {
    public static final TrackerHttpLimits DEFAULT = new TrackerHttpLimits(8192, 16384, 8192, Duration.ofSeconds(10));

    /** An eighth of the connections, each of which keeps some 50 kB for TLS. */
    TrackerHttpLimits forTls() {
        return new TrackerHttpLimits(lineBytes, headerBytes, Math.max(1, connections / 8), silence);
    }

    public TrackerHttpLimits {
        if (lineBytes < 256 || headerBytes < 256 || connections < 1) {
            throw new IllegalArgumentException("limits: " + lineBytes + ", " + headerBytes + ", " + connections
                    + " (expected: >= 256, >= 256, >= 1)");
        }
        if (silence.toMillis() < 1) {
            throw new IllegalArgumentException("silence: " + silence + " (expected: >= 1 ms)");
        }
    }
}
