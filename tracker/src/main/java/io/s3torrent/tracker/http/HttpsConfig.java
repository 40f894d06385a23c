package io.s3torrent.tracker.http;

import io.s3torrent.net.PemFiles;
import io.s3torrent.net.ReloadingTlsContext;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where HTTP is served over TLS, and as whom.
 *
 * @param listen port 0 means any free one
 * @param files of our certificate and its key, followed
 * @param interval between two looks at them
 */
public record HttpsConfig(InetSocketAddress listen, PemFiles files, Duration interval) {
    public HttpsConfig(InetSocketAddress listen, PemFiles files) {
        this(listen, files, ReloadingTlsContext.INTERVAL);
    }
}
