package io.s3torrent.seeder.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.s3torrent.tracker.proxy.ProxyDecoder;
import io.s3torrent.tracker.transport.PlainAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a new connection gets. */
final class Pipeline extends ChannelInitializer<Channel> {
    private final Entrance entrance;
    private final ConnectionWatch watch;
    /** There before the first connection is taken. */
    private volatile @Nullable HttpService service;

    Pipeline(Entrance entrance, ConnectionWatch watch) {
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
            ConnectionWatch.close(channel); // it is gone already
            return;
        }
        InetAddress peer = PlainAddress.of(remote);
        Caller caller = new Caller(entrance.proxies(), peer, PlainAddress.of(local));
        HttpConnection connection = new HttpConnection(channel, caller, answers);
        boolean proxied = entrance.proxies().contains(peer);
        if (!watch.admit(channel, connection, peer, proxied)) {
            ConnectionWatch.close(channel);
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
        HttpDecoderConfig config =
                new HttpDecoderConfig().setMaxInitialLineLength(limits.line()).setMaxHeaderSize(limits.head());
        // What a client sends before it has its answer waits in the flow control, of which the socket holds the rest.
        pipeline.addLast(new HttpServerCodec(config), new FlowControlHandler(), connection);
    }
}
