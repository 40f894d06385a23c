package io.s3torrent.tracker.http;

import io.s3torrent.net.PemFiles;
import io.s3torrent.net.ReloadingTlsContext;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Configuration of the HTTPS listener.
 *
 * @param listen address to bind; port 0 means any free port
 * @param files certificate and key, reloaded when they change
 * @param interval time between two checks of the files
 */
public record HttpsConfig(InetSocketAddress listen, PemFiles files, Duration interval) {
    public HttpsConfig(InetSocketAddress listen, PemFiles files) {
        this(listen, files, ReloadingTlsContext.INTERVAL);
    }
}
