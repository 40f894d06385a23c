package io.s3torrent.seeder.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.s3torrent.tracker.transport.PlainAddress;
import io.s3torrent.tracker.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Listens, and has a service answer. */
public final class HttpServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int BACKLOG = 1024;
    /** Answers are written until 128 KiB lie unsent, and again once it is 64 KiB. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 128 << 10);

    private final Transport transport;
    private final ConnectionWatch watch;
    private final Channel listener;
    private final Future<?> sweeps;

    private HttpServer(Transport transport, ConnectionWatch watch, Channel listener, Future<?> sweeps) {
        this.transport = transport;
        this.watch = watch;
        this.listener = listener;
        this.sweeps = sweeps;
    }

    /**
     * Starts to listen.
     *
     * @param what listens there, for the user
     * @throws IOException when the address cannot be had
     */
    public static HttpServer start(String what, InetSocketAddress listen, HttpLimits limits, HttpService service)
            throws IOException {
        Transport transport = Transport.start("s3torrent-http", THREADS);
        try {
            ConnectionWatch watch = new ConnectionWatch(limits);
            Channel listener = Transport.bound(
                    what, listen, bootstrap(transport, limits, watch, service).bind(listen));
            Future<?> sweeps = transport.every(limits.silence().dividedBy(4), watch::sweep);
            return new HttpServer(transport, watch, listener, sweeps);
        } catch (IOException e) {
            transport.close();
            throw e;
        }
    }

    private static ServerBootstrap bootstrap(
            Transport transport, HttpLimits limits, ConnectionWatch watch, HttpService service) {
        return new ServerBootstrap()
                .group(transport.group())
                .channel(transport.serverType())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, limits, watch, service);
                    }
                });
    }

    private static void accept(Channel channel, HttpLimits limits, ConnectionWatch watch, HttpService service) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            ConnectionWatch.close(channel); // it is gone already
            return;
        }
        InetAddress peer = PlainAddress.of(remote);
        HttpConnection connection = new HttpConnection(channel, peer, service);
        if (!watch.admit(channel, connection, peer)) {
            ConnectionWatch.close(channel);
            return;
        }
        HttpDecoderConfig config =
                new HttpDecoderConfig().setMaxInitialLineLength(limits.line()).setMaxHeaderSize(limits.head());
        // What a client sends before it has its answer waits in the flow control, of which the socket holds the rest.
        channel.pipeline().addLast(new HttpServerCodec(config), new FlowControlHandler(), connection);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** How many are open. */
    public int connections() {
        return watch.count();
    }

    /** Frees the port and closes all connections. */
    @Override
    public void close() {
        sweeps.cancel(false);
        listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        watch.closeAll();
        transport.close();
    }
}
