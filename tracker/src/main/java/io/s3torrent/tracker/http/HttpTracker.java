package io.s3torrent.tracker.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.http.ClientAddress;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpListener;
import io.s3torrent.net.http.ListenerConfig;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.TrackerCounter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Serves the tracker on its own HTTP port: an {@link HttpListener} with a decoder and a writer for announces instead of Netty's HTTP codec
 * (ADR 21).
 */
public final class HttpTracker implements HttpListener.Protocol {
    /** A scrape of 74 torrents needs a request line of 6 KiB. */
    public static final HttpLimits LIMITS = HttpLimits.of(8192, 8192, 16384, Duration.ofSeconds(10));

    private final AnnounceService service;
    private final HttpLimits limits;
    private final boolean shortLived;

    private HttpTracker(AnnounceService service, HttpLimits limits, boolean shortLived) {
        this.service = service;
        this.limits = limits;
        this.shortLived = shortLived;
    }

    /**
     * Starts to listen. {@code [::]} also serves IPv4.
     *
     * @param loops event loops, which outlive the listener
     * @param proxies the proxies that the tracker trusts to report client addresses
     * @throws IOException when the address cannot be bound, for example because another process uses the port
     */
    public static HttpListener bind(
            EventLoops loops,
            InetSocketAddress listen,
            AnnounceService service,
            HttpLimits limits,
            TrustedProxies proxies)
            throws IOException {
        HttpTracker protocol = new HttpTracker(service, limits, loops.isEpoll());
        return HttpListener.open(
                new ListenerConfig("the tracker", listen, limits, proxies, Optional.empty()), loops, protocol);
    }

    /**
     * Starts to listen with TLS.
     *
     * @throws IOException when the address cannot be bound, or the certificate or the key cannot be read
     */
    public static HttpListener bind(
            EventLoops loops, HttpsConfig https, AnnounceService service, HttpLimits limits, TrustedProxies proxies)
            throws IOException {
        HttpLimits fewer = forTls(limits);
        ReloadingTlsContext tls = ReloadingTlsContext.follow(https.files(), https.interval());
        HttpTracker protocol = new HttpTracker(service, fewer, false);
        return HttpListener.open(
                new ListenerConfig("the tracker", https.listen(), fewer, proxies, Optional.of(tls)), loops, protocol);
    }

    /** Allows only an eighth of the connections, because TLS takes about 50 kB for each. */
    private static HttpLimits forTls(HttpLimits limits) {
        return HttpLimits.of(
                Math.max(1, limits.connections() / 8), limits.lineBytes(), limits.headerBytes(), limits.silence());
    }

    /** Does not set TCP_NODELAY: Netty already does, and setting it again would cost a system call for each connection. */
    @Override
    public void configure(ServerBootstrap sockets) {
        if (shortLived) {
            ShortLivedSockets.prepare(sockets);
        }
    }

    @Override
    public Duration sweepInterval() {
        return limits.silence().dividedBy(2);
    }

    @Override
    public HttpListener.Connection connect(Channel channel, ClientAddress client) {
        return new TrackerHttpConnection(service, client, limits);
    }

    @Override
    public void turnedAway() {
        service.metrics().count(TrackerCounter.CONNECTION_TURNED_AWAY);
    }
}
