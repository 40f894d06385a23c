package io.s3torrent.tracker.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Sets TCP options for connections with one request and one short response, as most connections to a tracker. The kernel accepts a
 * connection when the request has arrived, sends the acknowledgement with the response, and sends the response with the FIN. Linux copies
 * these options (tcp(7)) from the listening socket, so they cost no system calls per connection.
 */
final class ShortLivedSockets {
    private static final int IPPROTO_TCP = 6;
    private static final ChannelOption<Integer> CORK = new IntegerUnixChannelOption("TCP_CORK", IPPROTO_TCP, 3);
    private static final ChannelOption<Integer> QUICK_ACK =
            new IntegerUnixChannelOption("TCP_QUICKACK", IPPROTO_TCP, 12);

    /** After this time the kernel accepts a connection even without a request. */
    private static final int DEFER_SECONDS = 3;

    private ShortLivedSockets() {}

    /** Sets the options of a server on epoll without TLS. */
    static void prepare(ServerBootstrap server) {
        server.option(EpollChannelOption.TCP_DEFER_ACCEPT, DEFER_SECONDS)
                .option(QUICK_ACK, 0)
                .option(CORK, 1);
    }

    /** Turns corking off for a connection that stays open after its first response, because no FIN follows to send it. */
    static void goesOn(Channel channel) {
        if (channel instanceof EpollSocketChannel socket) {
            socket.config().setOption(EpollChannelOption.TCP_CORK, false);
        }
    }
}
