package io.s3torrent.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.s3torrent.net.http.ClientAddress;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpListener;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.TrackerCounter;
import io.s3torrent.tracker.announce.TrackerMetrics;

/** Answers the requests of one connection in order. Confined to one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
final class TrackerHttpConnection extends ChannelInboundHandlerAdapter implements HttpListener.Connection {
    private final TrackerResponses responses;
    private final TrackerMetrics metrics;
    private final ClientAddress client;
    private final HttpLimits limits;

    /** Number of responses. Only the event loop writes it; the listener's sweep reads it. */
    private volatile int answered;

    /** Whether the connection ends with its next response. */
    private volatile boolean ending;

    /** The value of {@link #answered} that {@link #idleSince} saw last, and when it changed. Guarded by this. */
    private int seen;

    private long idleSince = System.nanoTime();

    TrackerHttpConnection(AnnounceService service, ClientAddress client, HttpLimits limits) {
        this.responses = new TrackerResponses(service);
        this.metrics = service.metrics();
        this.client = client;
        this.limits = limits;
    }

    @Override
    public void addTo(ChannelPipeline pipeline, boolean proxied) {
        metrics.count(TrackerCounter.CONNECTION);
        pipeline.addLast(new TrackerRequestDecoder(limits, proxied), this);
    }

    /** Compares with the count of the last call, so that requests need not read the clock. */
    @Override
    public synchronized long idleSince(long now) {
        int before = seen;
        seen = answered;
        if (seen != before) {
            idleSince = now;
        }
        return idleSince;
    }

    @Override
    public void end() {
        ending = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof TrackerRequest received) {
            TrackerRequest request = ending ? received.asLast() : received;
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
            metrics.count(TrackerCounter.HTTP_INVALID);
            // The client may still be sending. Closing one direction lets it read the reason; the sweep closes the
            // connection.
            ctx.write(TrackerResponseWriter.refusal(reason).withHead(ctx.alloc(), reason.persistence()))
                    .addListener(done -> ((DuplexChannel) ctx.channel()).shutdownOutput());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    /** Stops reading from a client that does not read its responses. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        ctx.flush();
    }

    private ByteBuf answer(ChannelHandlerContext ctx, TrackerRequest request) {
        return responses.to(ctx.alloc(), request, client.client(request.forwardedFor), client.reachedAt());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
    private void count() {
        answered++;
    }
}
