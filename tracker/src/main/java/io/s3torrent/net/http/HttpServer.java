package io.s3torrent.net.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.s3torrent.net.AddressText;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.proxy.ProxyDecoder;
import io.s3torrent.net.proxy.TrustedProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Listens, and has a service answer. */
public final class HttpServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int BACKLOG = 1024;
    /** Answers are written until 128 KiB lie unsent, and again once it is 64 KiB. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 128 << 10);

    private final ListenerConfig entrance;
    private final EventLoops transport;
    private final ConnectionTable watch;
    private final HttpPipeline pipeline;
    private final Channel listener;
    private final Future<?> sweeps;

    private HttpServer(ListenerConfig entrance, EventLoops transport) throws IOException {
        this.entrance = entrance;
        this.transport = transport;
        this.watch = new ConnectionTable(entrance.limits());
        this.pipeline = new HttpPipeline(entrance, watch);
        this.listener = transport.listen(entrance.what(), entrance.listen(), bootstrap(transport, pipeline));
        this.sweeps = transport.every(entrance.limits().silence().dividedBy(4), watch::sweep);
    }

    private static ServerBootstrap bootstrap(EventLoops transport, HttpPipeline pipeline) {
        return new ServerBootstrap()
                .group(transport.group())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(pipeline);
    }

    /**
     * Has the port from now on; who connects waits for {@link #serve}.
     *
     * @throws IOException when the address cannot be had
     */
    public static HttpServer bind(ListenerConfig entrance) throws IOException {
        EventLoops transport = EventLoops.start("s3torrent-http", THREADS);
        try {
            return new HttpServer(entrance, transport);
        } catch (IOException e) {
            transport.close();
            entrance.tls().ifPresent(ReloadingTlsContext::close);
            throw e;
        }
    }

    /** Has this one answer, whom it does not own. */
    public void serve(HttpService service) {
        pipeline.serve(service);
        listener.config().setAutoRead(true);
    }

    /** Has a port that everybody may use in the clear, and this one answer there. */
    public static HttpServer start(String what, InetSocketAddress listen, HttpLimits limits, HttpService service)
            throws IOException {
        HttpServer server = bind(new ListenerConfig(what, listen, limits, TrustedProxies.NONE, Optional.empty()));
        server.serve(service);
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** How many are open. */
    public int connections() {
        return watch.count();
    }

    /**
     * Frees the port; what is asked over open connections is answered yet, and they end with that.
     *
     * @param patience with those over which nothing is asked, and with answers that take long
     */
    public void drain(Duration patience) throws InterruptedException {
        transport.endListening(listener);
        watch.endAll(patience);
    }

    /** Frees the port and closes all connections. */
    @Override
    public void close() {
        sweeps.cancel(false);
        transport.endListening(listener);
        watch.closeAll();
        transport.close();
        entrance.tls().ifPresent(ReloadingTlsContext::close);
    }

    /** What a new connection gets. */
    private static final class HttpPipeline extends ChannelInitializer<Channel> {
        private final ListenerConfig entrance;
        private final ConnectionTable watch;
        /** There before the first connection is taken. */
        private volatile @Nullable HttpService service;

        HttpPipeline(ListenerConfig entrance, ConnectionTable watch) {
            this.entrance = entrance;
            this.watch = watch;
        }

        void serve(HttpService answers) {
            service = answers;
        }

        @Override
        protected void initChannel(Channel channel) {
            HttpService answers = service;
            if (answers == null
                    || !(channel.remoteAddress() instanceof InetSocketAddress remote
                            && channel.localAddress() instanceof InetSocketAddress local)) {
                ConnectionTable.close(channel); // it is gone already
                return;
            }
            InetAddress peer = AddressText.of(remote);
            ClientAddress caller = new ClientAddress(entrance.proxies(), peer, AddressText.of(local));
            HttpConnection connection = new HttpConnection(channel, caller, answers);
            boolean proxied = entrance.proxies().contains(peer);
            if (!watch.admit(channel, connection, peer, proxied)) {
                ConnectionTable.close(channel);
                return;
            }
            if (proxied) {
                channel.pipeline().addLast(new ProxyDecoder(), caller); // it speaks in the clear, before TLS
            }
            fill(channel.pipeline(), connection);
        }

        private void fill(ChannelPipeline pipeline, HttpConnection connection) {
            // A handshake that takes longer than 10 s fails; all of them together are bounded as connections are.
            entrance.tls()
                    .ifPresent(tls -> pipeline.addLast(
                            tls.current().newHandler(pipeline.channel().alloc())));
            HttpLimits limits = entrance.limits();
            HttpDecoderConfig config = new HttpDecoderConfig()
                    .setMaxInitialLineLength(limits.line())
                    .setMaxHeaderSize(limits.head());
            // What a client sends before it has its answer waits in the flow control, of which the socket holds the
            // rest.
            pipeline.addLast(new HttpServerCodec(config), new FlowControlHandler(), connection);
        }
    }
}
