package io.s3torrent.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.announce.AnnounceRequest;
import io.s3torrent.tracker.announce.AnnounceResponse;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.Counted;
import io.s3torrent.tracker.announce.ScrapeResponse;
import io.s3torrent.tracker.announce.Tally;
import io.s3torrent.tracker.proxy.ProxyHeader;
import io.s3torrent.tracker.proxy.TrustedProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection in their order. Lives on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails on a channel closes it.
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);
    private static final byte[] ANNOUNCE = "/announce".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCRAPE = "/scrape".getBytes(StandardCharsets.US_ASCII);
    private static final Refused LISTED_JUST_NOW =
            new Refused("somebody else asked for all torrents a moment ago", Duration.ofMinutes(1));

    private final AnnounceService service;
    private final Tally tally;
    private final TrustedProxies proxies;

    /** Who connected, or for whom; on the event loop only. */
    private InetAddress peer;

    private InetAddress reachedAt;

    /** Written by the event loop only; the watch over all connections sees it a moment later, which is soon enough. */
    private volatile int answered;

    /** Whether the next answer shall be the last. */
    private volatile boolean ending;

    /** What the watch saw last; only for the watch. */
    private int seen = -1;

    /**
     * A connection that is open.
     *
     * @param peer who connected
     * @param reachedAt our own address that it connected to
     * @param proxies whose word counts about who is behind them
     */
    HttpConnection(AnnounceService service, InetAddress peer, InetAddress reachedAt, TrustedProxies proxies) {
        this.service = service;
        this.tally = service.tally();
        this.proxies = proxies;
        this.peer = peer;
        this.reachedAt = reachedAt;
    }

    /** True when no request was answered since the last call, of which the first is spared. */
    boolean isStalled() {
        int before = seen;
        seen = answered;
        return seen == before;
    }

    /** Makes the next answer the last one. */
    void end() {
        ending = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof TrackerRequest asked) {
            TrackerRequest request = ending ? asked.asLast() : asked;
            if (request.persistence == Persistence.NONE) {
                ctx.write(answer(ctx, request)).addListener(ChannelFutureListener.CLOSE);
            } else {
                ctx.write(answer(ctx, request), ctx.voidPromise());
            }
            count();
        } else if (message instanceof BadRequestException reason) {
            tally.count(Counted.HTTP_INVALID);
            // The sender may still be sending: half a close lets it read why, the watch does the rest.
            ctx.write(AnswerWriter.refusal(ctx.alloc(), reason, Persistence.NONE))
                    .addListener(done -> ((DuplexChannel) ctx.channel()).shutdownOutput());
        }
    }

    /** A proxy says for whom it has connected, before the first request. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ProxyHeader header) {
            peer = header.sourceOr(peer);
            reachedAt = header.destinationOr(reachedAt);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    /** Who does not read answers is not read from either. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // TLS comes wrapped: what is no TLS, or of a client that does not trust us, is the other side's affair.
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            log.atDebug().addKeyValue("peer", peer).log("connection broke: {}", cause.getMessage());
        } else {
            log.atError().addKeyValue("peer", peer).setCause(cause).log("bug in the tracker");
        }
        ctx.close();
    }

    private ByteBuf answer(ChannelHandlerContext ctx, TrackerRequest request) {
        try {
            QueryString query = new QueryString(request.target);
            if (isAt(query, ANNOUNCE)) {
                return announce(ctx, query, request);
            }
            if (isAt(query, SCRAPE)) {
                return scrape(ctx, query, request.persistence);
            }
            throw new BadRequestException("unknown path (expected: /announce or /scrape)");
        } catch (BadRequestException e) {
            tally.count(Counted.HTTP_INVALID);
            return AnswerWriter.refusal(ctx.alloc(), e, request.persistence);
        }
    }

    private boolean isAt(QueryString query, byte[] path) {
        return query.hasPath(path) || (service.wantsPasskeys() && query.passkeyBehind(path) != null);
    }

    private ByteBuf announce(ChannelHandlerContext ctx, QueryString query, TrackerRequest request)
            throws BadRequestException {
        Persistence persistence = request.persistence;
        AnnounceQuery announce = AnnounceQuery.read(query);
        AnnounceRequest asked = announce.from(clientOf(request), () -> reachedAt);
        tally.count(Counted.HTTP_ANNOUNCE);
        Refused refused =
                service.wantsPasskeys() ? service.refusal(query.passkeyBehind(ANNOUNCE), asked.infoHash()) : null;
        AnnounceResponse response = refused == null ? service.announce(asked) : refused;
        if (response instanceof Accepted accepted) {
            return announce.compact()
                    ? AnswerWriter.compact(ctx.alloc(), accepted, persistence)
                    : AnswerWriter.dictionaries(ctx.alloc(), accepted, announce.noPeerId(), persistence);
        }
        tally.count(Counted.HTTP_REFUSED);
        return AnswerWriter.refusal(ctx.alloc(), (Refused) response, persistence);
    }

    private InetAddress clientOf(TrackerRequest request) {
        return request.forwardedFor == null ? peer : proxies.client(peer, request.forwardedFor);
    }

    private ByteBuf scrape(ChannelHandlerContext ctx, QueryString query, Persistence persistence)
            throws BadRequestException {
        List<InfoHash> infoHashes = infoHashes(query);
        if (infoHashes.isEmpty()) {
            return scrapeAll(ctx, persistence);
        }
        tally.count(Counted.HTTP_SCRAPE);
        Refused refused = service.wantsPasskeys() ? refusal(query.passkeyBehind(SCRAPE), infoHashes) : null;
        if (refused == null) {
            return AnswerWriter.scrape(ctx.alloc(), service.scrape(infoHashes), persistence);
        }
        tally.count(Counted.HTTP_REFUSED);
        return AnswerWriter.refusal(ctx.alloc(), refused, persistence);
    }

    private ByteBuf scrapeAll(ChannelHandlerContext ctx, Persistence persistence) throws BadRequestException {
        if (!service.isListed()) {
            throw new BadRequestException("info_hash: missing (the list of all torrents is not public)");
        }
        tally.count(Counted.HTTP_SCRAPE);
        ScrapeResponse all = service.scrapeAll();
        if (all != null) {
            return AnswerWriter.scrape(ctx.alloc(), all, persistence);
        }
        tally.count(Counted.HTTP_REFUSED);
        return AnswerWriter.refusal(ctx.alloc(), LISTED_JUST_NOW, persistence);
    }

    /** Why a passkey is not good for all of these; null when it is. */
    private @Nullable Refused refusal(byte @Nullable [] passkey, List<InfoHash> infoHashes) {
        Refused refused = null;
        for (int i = 0; refused == null && i < infoHashes.size(); i++) {
            refused = service.refusal(passkey, infoHashes.get(i));
        }
        return refused;
    }

    /** Those that are asked for; none for all. */
    private static List<InfoHash> infoHashes(QueryString query) throws BadRequestException {
        List<InfoHash> infoHashes = new ArrayList<>();
        while (query.next()) {
            if (query.parameter() == Parameter.INFO_HASH) {
                infoHashes.add(InfoHash.of(query.bytes(InfoHash.LENGTH)));
            }
        }
        return infoHashes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    private void count() {
        answered++;
    }
}
