package io.s3torrent.tracker.http;

import io.s3torrent.tracker.transport.PemFiles;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where HTTP is served over TLS, and as whom.
 *
 * @param listen port 0 means any free one
 * @param files of our certificate and its key, followed
 * @param interval between two looks at them
 */
public record Https(InetSocketAddress listen, PemFiles files, Duration interval) {
    /** Renewals come weeks before they must; somebody may be waiting for this one. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    public Https(InetSocketAddress listen, PemFiles files) {
        this(listen, files, INTERVAL);
    }
}
