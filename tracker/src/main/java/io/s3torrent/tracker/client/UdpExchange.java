package io.s3torrent.tracker.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.s3torrent.net.EventLoops;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Announces over UDP (BEP 15), one socket each, connected so that the system drops what others send. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails on a channel closes it.
final class UdpExchange implements TrackerExchange {
    private static final int MAX_DATAGRAM = 16_384;

    private final EventLoops transport;
    private final Duration resendAfter;

    /**
     * Announces over UDP.
     *
     * @param resendAfter how long to wait for the answer to a first packet; 15 s in BEP 15, doubled each time
     */
    UdpExchange(EventLoops transport, Duration resendAfter) {
        this.transport = transport;
        this.resendAfter = resendAfter;
    }

    @Override
    public CompletableFuture<Outcome> ask(
            TrackerUrl url, InetSocketAddress address, AnnounceOptions params, CompletableFuture<?> over) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        UdpConversation conversation = new UdpConversation(url, params, resendAfter, outcome);
        Channel channel = new Bootstrap()
                .group(transport.group())
                .channel(transport.datagramType())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(conversation)
                .connect(address)
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        outcome.completeExceptionally(connected.cause());
                    }
                })
                .channel();
        over.whenComplete((result, failure) -> channel.close());
        return outcome;
    }
}
