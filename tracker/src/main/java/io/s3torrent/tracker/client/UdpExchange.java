package io.s3torrent.tracker.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.EventLoops;
import io.s3torrent.tracker.announce.AnnounceEvent;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Announces over UDP (BEP 15). Each announce has its own connected socket, so that the system drops datagrams of other senders. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
final class UdpExchange implements TrackerExchange {
    private static final int MAX_DATAGRAM = 16_384;

    private final EventLoops eventLoops;
    private final Duration resendAfter;

    /**
     * Creates an exchange.
     *
     * @param resendAfter time to wait for a response before the first retransmission (BEP 15: 15 s); doubles each time
     */
    UdpExchange(EventLoops eventLoops, Duration resendAfter) {
        this.eventLoops = eventLoops;
        this.resendAfter = resendAfter;
    }

    @Override
    public CompletableFuture<Outcome> ask(
            TrackerUrl url, InetSocketAddress address, AnnounceOptions params, CompletableFuture<?> finished) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        UdpConversation conversation = new UdpConversation(url, params, resendAfter, outcome);
        Channel channel = new Bootstrap()
                .group(eventLoops.group())
                .channel(eventLoops.datagramType())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(conversation)
                .connect(address)
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        outcome.completeExceptionally(connected.cause());
                    }
                })
                .channel();
        finished.whenComplete((result, failure) -> channel.close());
        return outcome;
    }

    /**
     * The client's side of BEP 15: connect, then announce. Resends each packet, with doubling waits, until the response arrives. Ignores
     * packets with another transaction id. Confined to one event loop.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
    private static final class UdpConversation extends SimpleChannelInboundHandler<DatagramPacket> {
        private static final long MAGIC = 0x41727101980L;
        private static final int CONNECT = 0;
        private static final int ANNOUNCE = 1;
        private static final int ERROR = 3;

        /** Bytes of a connect response: action, transaction, connection id. */
        private static final int CONNECT_ANSWER = 16;

        /** Bytes of an announce response before the peers: action, transaction, interval, leechers, seeders. */
        private static final int ANNOUNCE_ANSWER = 20;

        /** The option with a part of the URL's path and query (BEP 41). */
        private static final int URL_DATA = 2;

        private static final int MAX_OPTION = 255;
        private static final SecureRandom RANDOM = new SecureRandom();

        private final TrackerUrl url;
        private final AnnounceOptions params;
        private final Duration resendAfter;
        private final CompletableFuture<TrackerExchange.Outcome> outcome;
        private int step = CONNECT;
        private int transaction;

        UdpConversation(
                TrackerUrl url,
                AnnounceOptions params,
                Duration resendAfter,
                CompletableFuture<TrackerExchange.Outcome> outcome) {
            this.url = url;
            this.params = params;
            this.resendAfter = resendAfter;
            this.outcome = outcome;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            send(ctx, CONNECT, connect());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            ByteBuf in = packet.content();
            if (in.readableBytes() < 8) {
                return;
            }
            int action = in.readInt();
            if (in.readInt() != transaction) {
                return;
            }
            if (action == ERROR) {
                fail(ctx, new AnnounceFailedException("tracker refused: " + text(in)));
            } else if (action == step && action == CONNECT && in.readableBytes() >= CONNECT_ANSWER - 8) {
                send(ctx, ANNOUNCE, announce(in.readLong()));
            } else if (action == step && action == ANNOUNCE && in.readableBytes() >= ANNOUNCE_ANSWER - 8) {
                outcome.complete(new TrackerExchange.Outcome.Answered(result(ctx, in)));
                ctx.close();
            }
        }

        /** Also receives ICMP errors such as "port unreachable". */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail(ctx, cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            outcome.completeExceptionally(new IOException("socket closed without a response"));
        }

        private void fail(ChannelHandlerContext ctx, Throwable cause) {
            outcome.completeExceptionally(cause);
            ctx.close();
        }

        private void send(ChannelHandlerContext ctx, int nextStep, ByteBuf packet) {
            step = nextStep;
            sendAndRepeat(ctx, nextStep, ByteBufUtil.getBytes(packet), resendAfter.toMillis());
            packet.release();
        }

        private void sendAndRepeat(ChannelHandlerContext ctx, int ofStep, byte[] packet, long wait) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(packet));
            ctx.executor()
                    .schedule(
                            () -> {
                                if (step == ofStep && ctx.channel().isActive()) {
                                    sendAndRepeat(ctx, ofStep, packet, wait * 2);
                                }
                            },
                            wait,
                            TimeUnit.MILLISECONDS);
        }

        private ByteBuf connect() {
            transaction = RANDOM.nextInt();
            return Unpooled.buffer(16).writeLong(MAGIC).writeInt(CONNECT).writeInt(transaction);
        }

        private ByteBuf announce(long connectionId) {
            transaction = RANDOM.nextInt();
            ByteBuf out = Unpooled.buffer(128);
            out.writeLong(connectionId).writeInt(ANNOUNCE).writeInt(transaction);
            out.writeBytes(params.infoHash().bytes()).writeBytes(params.peerId().bytes());
            out.writeLong(params.downloaded()).writeLong(params.left()).writeLong(params.uploaded());
            out.writeInt(event(params.event()));
            out.writeInt(0); // IP address: 0 means the packet's source address
            out.writeInt(params.key()).writeInt(params.want()).writeShort(params.port());
            return writeUrl(out);
        }

        private ByteBuf writeUrl(ByteBuf out) {
            byte[] data = url.path().equals("/") ? new byte[0] : url.path().getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < data.length; at += MAX_OPTION) {
                int length = Math.min(MAX_OPTION, data.length - at);
                out.writeByte(URL_DATA).writeByte(length).writeBytes(data, at, length);
            }
            return out;
        }

        private static int event(AnnounceEvent event) {
            return switch (event) {
                case NONE -> 0;
                case COMPLETED -> 1;
                case STARTED -> 2;
                case STOPPED -> 3;
            };
        }

        /** Parses an announce response. The peers have the address family of the tracker. */
        private static AnnounceResult result(ChannelHandlerContext ctx, ByteBuf in) {
            int interval = in.readInt();
            int leechers = Math.max(0, in.readInt());
            int seeders = Math.max(0, in.readInt());
            boolean v6 = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress() instanceof Inet6Address;
            List<PeerEndpoint> peers = new ArrayList<>();
            AnnounceResponseReader.unpack(
                    ByteBufUtil.getBytes(in), v6 ? PeerEndpoint.COMPACT_V6 : PeerEndpoint.COMPACT_V4, peers);
            return new AnnounceResult(
                    AnnounceResult.interval(interval),
                    Optional.of(seeders),
                    Optional.of(leechers),
                    peers,
                    Optional.empty(),
                    Optional.empty());
        }

        private static String text(ByteBuf in) {
            return AnnounceResponseReader.plain(in.toString(StandardCharsets.UTF_8));
        }
    }
}
