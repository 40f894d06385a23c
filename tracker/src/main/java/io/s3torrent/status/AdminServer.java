package io.s3torrent.status;

import io.s3torrent.net.EventLoops;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.ListenerConfig;
import io.s3torrent.net.proxy.TrustedProxies;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Starts the HTTP server of {@code --admin}. The server has its own event loop, so that it answers while other loops are busy. It has no
 * authentication: operators choose an address that only they can reach.
 */
public final class AdminServer {
    /** 64 connections are enough for all scrapers. Scrapers send a request at least once a minute; the idle limit is longer. */
    private static final HttpLimits LIMITS = HttpLimits.of(64, 4096, 16_384, Duration.ofSeconds(90));

    private AdminServer() {}

    /**
     * Starts to serve the pages. The server does not close them.
     *
     * @throws IOException when the address cannot be bound
     */
    public static HttpServer start(AdminConfig config, StatusPages pages) throws IOException {
        HttpServer server = HttpServer.bind(
                new ListenerConfig("the admin server", config.listen(), LIMITS, TrustedProxies.NONE, Optional.empty()),
                EventLoops.start("s3torrent-admin", 1));
        server.serve(pages);
        return server;
    }
}
