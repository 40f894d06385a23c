package io.s3torrent.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.AddressText;
import io.s3torrent.net.proxy.ProxyHeader;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AnnounceResponse;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.TrackerCounter;
import io.s3torrent.tracker.announce.TrackerMetrics;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers datagrams. Ignores those that are not BEP 15, and those without a valid connection id. Stateless: one serves all sockets. */
@Sharable
final class UdpHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(UdpHandler.class);
    static final long PROTOCOL_ID = 0x41727101980L;
    private static final int ACTION = 8;
    private static final int TRANSACTION = 12;
    private static final int HEAD = 16;
    private static final int MAX_SCRAPE = 74;

    /** The refusal of a scrape when passkeys are required: only announces have options (BEP 41). */
    private static final String NO_SCRAPE = "passkey: missing (a UDP scrape cannot carry one; scrape over HTTP)";

    private final AnnounceService service;
    private final TrackerMetrics metrics;
    private final ConnectionIds connectionIds;
    private final LocalAddress localAddress;
    private final TrustedProxies proxies;

    UdpHandler(
            AnnounceService service, ConnectionIds connectionIds, LocalAddress localAddress, TrustedProxies proxies) {
        this.service = service;
        this.metrics = service.metrics();
        this.connectionIds = connectionIds;
        this.localAddress = localAddress;
        this.proxies = proxies;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise reports failures to exceptionCaught
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            if (!ctx.channel().isWritable()) {
                // Drop requests while responses cannot be sent as fast as requests arrive; UDP clients retry.
                metrics.count(TrackerCounter.UDP_UNANSWERED);
                return;
            }
            ByteBuf answer = answer(ctx.alloc(), packet);
            if (answer == null) {
                metrics.count(TrackerCounter.UDP_INVALID);
            } else {
                ctx.write(new DatagramPacket(answer, packet.sender()), ctx.voidPromise());
            }
        } finally {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.atDebug().log("a datagram could not be received or sent: {}", cause.getMessage());
        } else {
            log.atError().setCause(cause).log("bug in the tracker");
        }
    }

    private @Nullable ByteBuf answer(ByteBufAllocator alloc, DatagramPacket packet) {
        if (packet.sender().getPort() == 0) {
            return null;
        }
        InetAddress sender = AddressText.of(packet.sender());
        return proxies.contains(sender)
                ? answerProxy(alloc, packet.content(), sender)
                : answer(alloc, packet.content(), sender, null);
    }

    /**
     * Answers a datagram of a trusted proxy. The response goes to the proxy without a header, because the proxy knows its clients by port.
     * The connection id depends on the client's address, so a sender with a forged proxy address gets no valid id.
     */
    private @Nullable ByteBuf answerProxy(ByteBufAllocator alloc, ByteBuf in, InetAddress proxy) {
        ProxyHeader header = ProxyHeader.ofDatagram(in);
        return header == null
                ? null
                : answer(alloc, in.skipBytes(header.length()), header.sourceOr(proxy), header.destination());
    }

    /**
     * Answers one request.
     *
     * @param reachedAt the tracker's address that the client used, if the proxy reported it
     */
    private @Nullable ByteBuf answer(
            ByteBufAllocator alloc, ByteBuf in, InetAddress peer, @Nullable InetAddress reachedAt) {
        if (in.readableBytes() < HEAD) {
            return null;
        }
        long id = in.getLong(in.readerIndex());
        int action = in.getInt(in.readerIndex() + ACTION);
        int transaction = in.getInt(in.readerIndex() + TRANSACTION);
        if (action == UdpResponses.CONNECT) {
            return id == PROTOCOL_ID ? connect(alloc, transaction, peer) : null;
        }
        if (!connectionIds.isValid(id, peer)) {
            return null;
        }
        return switch (action) {
            case UdpResponses.ANNOUNCE -> announce(alloc, in, peer, reachedAt);
            case UdpResponses.SCRAPE -> scrape(alloc, in, transaction);
            default -> null;
        };
    }

    private ByteBuf connect(ByteBufAllocator alloc, int transaction, InetAddress peer) {
        metrics.count(TrackerCounter.UDP_CONNECT);
        return UdpResponses.connected(alloc, transaction, connectionIds.of(peer));
    }

    private @Nullable ByteBuf announce(
            ByteBufAllocator alloc, ByteBuf in, InetAddress peer, @Nullable InetAddress reachedAt) {
        if (in.readableBytes() < AnnouncePacket.LENGTH) {
            return null;
        }
        int transaction = in.getInt(in.readerIndex() + TRANSACTION);
        AnnouncePacket packet = new AnnouncePacket(in);
        metrics.count(TrackerCounter.UDP_ANNOUNCE);
        Refused refused = service.wantsPasskeys() ? service.refusal(packet.passkey(), packet.infoHash()) : null;
        boolean ipv6 = peer instanceof Inet6Address;
        Supplier<InetAddress> reached = () -> reachedAt == null ? localAddress.towards(peer) : reachedAt;
        AnnounceResponse response =
                refused == null ? service.announce(packet.from(peer, reached, UdpResponses.room(ipv6))) : refused;
        if (response instanceof Accepted accepted) {
            return UdpResponses.announced(alloc, transaction, accepted, ipv6);
        }
        metrics.count(TrackerCounter.UDP_REFUSED);
        return UdpResponses.refused(alloc, transaction, ((Refused) response).reason());
    }

    /** Answers a scrape. Untracked torrents have zero counts, because the response format has no refusals for single torrents. */
    private @Nullable ByteBuf scrape(ByteBufAllocator alloc, ByteBuf in, int transaction) {
        int length = in.readableBytes() - HEAD;
        int torrents = length / InfoHash.LENGTH;
        if (length == 0 || length % InfoHash.LENGTH != 0) {
            return null;
        }
        if (torrents > MAX_SCRAPE) {
            metrics.count(TrackerCounter.UDP_INVALID);
            return UdpResponses.refused(
                    alloc, transaction, torrents + " info-hashes (expected: 1 to " + MAX_SCRAPE + ")");
        }
        metrics.count(TrackerCounter.UDP_SCRAPE);
        if (service.wantsPasskeys()) {
            metrics.count(TrackerCounter.UDP_REFUSED);
            return UdpResponses.refused(alloc, transaction, NO_SCRAPE);
        }
        ByteBuf out = UdpResponses.scraped(alloc, transaction, torrents);
        for (int i = 0, at = in.readerIndex() + HEAD; i < torrents; i++, at += InfoHash.LENGTH) {
            UdpResponses.counts(out, service.counts(AnnouncePacket.infoHash(in, at)));
        }
        return out;
    }
}
