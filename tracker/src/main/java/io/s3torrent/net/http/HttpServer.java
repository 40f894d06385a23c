package io.s3torrent.net.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.proxy.TrustedProxies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listens for HTTP/1.1 requests and has a service answer them. */
public final class HttpServer implements AutoCloseable {
    private static final int THREADS = 2;
    /** A response is written until 128 KiB lie unsent, and again once it is 64 KiB. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 128 << 10);

    private final EventLoops loops;
    private final Http11 protocol;
    private final HttpListener listener;

    private HttpServer(ListenerConfig config, EventLoops loops) throws IOException {
        this.loops = loops;
        this.protocol = new Http11(config.limits());
        this.listener = HttpListener.open(config, loops, protocol);
    }

    /**
     * Binds the port; clients that connect wait for {@link #serve}.
     *
     * @throws IOException when the address cannot be had
     */
    public static HttpServer bind(ListenerConfig config) throws IOException {
        return bind(config, EventLoops.start("s3torrent-http", THREADS));
    }

    /** The same on these event loops, which are closed with the server. */
    public static HttpServer bind(ListenerConfig config, EventLoops loops) throws IOException {
        try {
            return new HttpServer(config, loops);
        } catch (IOException e) {
            loops.close();
            throw e;
        }
    }

    /** Serves a port without TLS and without trusted proxies. */
    public static HttpServer start(String what, InetSocketAddress listen, HttpLimits limits, HttpService service)
            throws IOException {
        HttpServer server = bind(new ListenerConfig(what, listen, limits, TrustedProxies.NONE, Optional.empty()));
        server.serve(service);
        return server;
    }

    /** Has this service answer from now on; the service is not closed with the server. */
    public void serve(HttpService service) {
        protocol.service = service;
        listener.accept();
    }

    /** The address that it listens on. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** The number of open connections. */
    public int connections() {
        return listener.connections();
    }

    /**
     * Frees the port. Requests over open connections are still answered, and the connections end with that.
     *
     * @param patience with idle connections, and with responses that take long
     */
    public void drain(Duration patience) throws InterruptedException {
        listener.drain(patience);
    }

    /** Frees the port and closes all connections. */
    @Override
    public void close() {
        listener.close();
        loops.close();
    }

    /** HTTP/1.1 as Netty reads and writes it. */
    private static final class Http11 implements HttpListener.Protocol {
        private final HttpLimits limits;
        /** Set before the first connection is accepted. */
        private volatile @Nullable HttpService service;

        Http11(HttpLimits limits) {
            this.limits = limits;
        }

        @Override
        public void configure(ServerBootstrap sockets) {
            sockets.option(ChannelOption.AUTO_READ, false)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        }

        @Override
        public boolean hasHealthChecks() {
            return true;
        }

        @Override
        public Duration sweepInterval() {
            return limits.silence().dividedBy(4);
        }

        @Override
        public HttpListener.Connection connect(Channel channel, ClientAddress client) {
            return new HttpConnection(channel, client, Objects.requireNonNull(service), limits);
        }
    }
}
