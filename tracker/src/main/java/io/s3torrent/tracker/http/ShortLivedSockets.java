package io.s3torrent.tracker.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Sockets for connections of one request and one short answer, as trackers have them: accepted when the request is there, which is
 * acknowledged by the answer, which leaves together with the end of the connection. Linux hands these options (tcp(7)) down from the
 * socket that listens, so that they cost a connection nothing.
 */
final class ShortLivedSockets {
    private static final int IPPROTO_TCP = 6;
    private static final ChannelOption<Integer> CORK = new IntegerUnixChannelOption("TCP_CORK", IPPROTO_TCP, 3);
    private static final ChannelOption<Integer> QUICK_ACK =
            new IntegerUnixChannelOption("TCP_QUICKACK", IPPROTO_TCP, 12);

    /** Who is silent for longer is accepted all the same. */
    private static final int DEFER_SECONDS = 3;

    private ShortLivedSockets() {}

    /** For a server on epoll, in the clear. */
    static void prepare(ServerBootstrap server) {
        server.option(EpollChannelOption.TCP_DEFER_ACCEPT, DEFER_SECONDS)
                .option(QUICK_ACK, 0)
                .option(CORK, 1);
    }

    /** The connection goes on after its first answer, which must not wait for its end. */
    static void goesOn(Channel channel) {
        if (channel instanceof EpollSocketChannel socket) {
            socket.config().setOption(EpollChannelOption.TCP_CORK, false);
        }
    }
}
