package io.s3torrent.tracker.http;

import io.s3torrent.tracker.transport.FollowedPem;
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
    public Https(InetSocketAddress listen, PemFiles files) {
        this(listen, files, FollowedPem.INTERVAL);
    }
}
