package io.s3torrent.net.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.s3torrent.net.AddressText;
import io.s3torrent.net.proxy.ProxyDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a new connection gets. */
final class HttpPipeline extends ChannelInitializer<Channel> {
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
        HttpDecoderConfig config =
                new HttpDecoderConfig().setMaxInitialLineLength(limits.line()).setMaxHeaderSize(limits.head());
        // What a client sends before it has its answer waits in the flow control, of which the socket holds the rest.
        pipeline.addLast(new HttpServerCodec(config), new FlowControlHandler(), connection);
    }
}
