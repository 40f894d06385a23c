package io.s3torrent.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.s3torrent.net.proxy.ProxyHeader;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.TrackerCounter;
import io.s3torrent.tracker.announce.TrackerMetrics;
import java.io.IOException;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection in their order. Lives on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails on a channel closes it.
final class TrackerHttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(TrackerHttpConnection.class);

    private final TrackerResponses answers;
    private final TrackerMetrics tally;
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
    TrackerHttpConnection(AnnounceService service, InetAddress peer, InetAddress reachedAt, TrustedProxies proxies) {
        this.answers = new TrackerResponses(service);
        this.tally = service.metrics();
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
                if (answered == 0) {
                    ShortLivedSockets.goesOn(ctx.channel());
                }
                ctx.write(answer(ctx, request), ctx.voidPromise());
            }
            count();
        } else if (message instanceof BadRequestException reason) {
            tally.count(TrackerCounter.HTTP_INVALID);
            // The sender may still be sending: half a close lets it read why, the watch does the rest.
            ctx.write(TrackerResponseWriter.refusal(reason).withHead(ctx.alloc(), Persistence.NONE))
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
        return answers.to(ctx.alloc(), request, clientOf(request), reachedAt);
    }

    private InetAddress clientOf(TrackerRequest request) {
        return request.forwardedFor == null ? peer : proxies.client(peer, request.forwardedFor);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    private void count() {
        answered++;
    }
}
