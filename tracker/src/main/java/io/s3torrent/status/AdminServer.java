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
 * The HTTP server of {@code --admin}. It has an event loop of its own, so that it answers while the others are busy. The pages need
 * no authentication: operators choose an address that strangers do not reach.
 */
public final class AdminServer {
    /** Enough for any number of scrapers, each of which asks at least once a minute. */
    private static final HttpLimits LIMITS = HttpLimits.of(64, 4096, 16_384, Duration.ofSeconds(90));

    private AdminServer() {}

    /**
     * Starts to serve these pages, which are not closed with the server.
     *
     * @throws IOException when the address cannot be had
     */
    public static HttpServer start(AdminConfig config, StatusPages pages) throws IOException {
        HttpServer server = HttpServer.bind(
                new ListenerConfig("the admin server", config.listen(), LIMITS, TrustedProxies.NONE, Optional.empty()),
                EventLoops.start("s3torrent-admin", 1));
        server.serve(pages);
        return server;
    }
}
