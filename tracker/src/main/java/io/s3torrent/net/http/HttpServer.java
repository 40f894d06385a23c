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

/** Listens for HTTP/1.1 requests and passes them to a service. */
public final class HttpServer implements AutoCloseable {
    private static final int THREADS = 2;
    /** Writing pauses when 128 KiB of a response are unsent, and resumes at 64 KiB. */
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
     * Binds the port. Clients that connect wait until {@link #serve} is called.
     *
     * @throws IOException when the address cannot be bound
     */
    public static HttpServer bind(ListenerConfig config) throws IOException {
        return bind(config, EventLoops.start("s3torrent-http", THREADS));
    }

    /** As {@link #bind(ListenerConfig)} on the given event loops, which the server closes. */
    public static HttpServer bind(ListenerConfig config, EventLoops loops) throws IOException {
        try {
            return new HttpServer(config, loops);
        } catch (IOException e) {
            loops.close();
            throw e;
        }
    }

    /** Binds a port and serves it, without TLS and without trusted proxies. */
    public static HttpServer start(String what, InetSocketAddress listen, HttpLimits limits, HttpService service)
            throws IOException {
        HttpServer server = bind(new ListenerConfig(what, listen, limits, TrustedProxies.NONE, Optional.empty()));
        server.serve(service);
        return server;
    }

    /** Starts to serve requests. The server does not close the service. */
    public void serve(HttpService service) {
        protocol.service = service;
        listener.accept();
    }

    /** The address that the server is bound to. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** The number of open connections. */
    public int connections() {
        return listener.connections();
    }

    /**
     * Closes the listening port and waits until open connections have ended. Each ends with its next response.
     *
     * @param patience maximum time to wait for idle connections and long responses
     */
    public void drain(Duration patience) throws InterruptedException {
        listener.drain(patience);
    }

    /** Closes the listening port and all connections. */
    @Override
    public void close() {
        listener.close();
        loops.close();
    }

    /** HTTP/1.1 with Netty's codec. */
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
