package io.s3torrent.net.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The end of what we say on a connection. The other side may still be sending: a full close would reset it before it reads the answer. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel closes it
final class HalfClose {
    private HalfClose() {}

    /** Says no more; TLS says so itself (close_notify), since anybody can make an end of a TCP connection. */
    static void of(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> ((DuplexChannel) channel).shutdownOutput());
        }
    }
}
