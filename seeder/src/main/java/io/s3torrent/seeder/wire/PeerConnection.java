package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One peer that has shaken hands: is told what we have, is unchoked when it is interested, gets what it asks for.
 *
 * <p>A peer that breaks the protocol or a bound is closed; nobody else notices. Lives on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class PeerConnection extends ChannelInboundHandlerAdapter implements PeerListener {
    private static final int TICK_SECONDS = 5;

    private final Channel channel;
    private final ServedTorrent torrent;
    private final PeerOutbox outbox;
    private final BlockSender blocks;
    private final ExtensionProtocol extensions;
    private final PeerPieces theirPieces;
    private final PeerClock clock = new PeerClock(System.nanoTime());
    private final ScheduledFuture<?> ticks;
    private boolean interested;
    private boolean unchoked;

    PeerConnection(Channel channel, ServedTorrent torrent, Handshake theirs) {
        this.channel = channel;
        this.torrent = torrent;
        this.outbox = new PeerOutbox(channel, theirs.fast());
        this.blocks = new BlockSender(this, channel, torrent, outbox);
        this.extensions = new ExtensionProtocol(torrent.metadata());
        this.theirPieces = new PeerPieces(
                torrent.info().layout().pieceCount(), piece -> torrent.offers().has(this, piece));
        this.ticks =
                channel.eventLoop().scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /** Says who we are and what we have. */
    void greet(Handshake ours) {
        ByteBuf out = channel.alloc().directBuffer(Handshake.LENGTH);
        ours.write(out);
        outbox.say(out);
        sayWhatWeHave();
        if (ours.extended()) {
            outbox.say(extensions.handshake(channel.alloc()));
        }
        outbox.flush();
        torrent.joined(this);
    }

    private void sayWhatWeHave() {
        boolean all = torrent.offers().all();
        if (outbox.isFast()) {
            outbox.say(all ? WireFormat.HAVE_ALL : WireFormat.HAVE_NONE);
        } else if (all) { // who has nothing says nothing (BEP 3)
            outbox.say(PeerWireEncoder.fullBitfield(
                    channel.alloc(), torrent.info().layout().pieceCount()));
        }
    }

    /** Tells it of pieces that it may ask for. From any thread. */
    void offer(int... pieces) {
        run(() -> {
            for (int piece : pieces) {
                outbox.say(PeerWireEncoder.have(channel.alloc(), piece));
            }
            outbox.flush();
        });
    }

    /** Runs a task on its event loop, unless that has ended, or the connection has. */
    private void run(Runnable task) {
        if (channel.isActive() && !channel.eventLoop().isShuttingDown()) {
            channel.eventLoop().execute(task);
        }
    }

    @Override
    public void onInterested(boolean interested) {
        this.interested = interested;
        torrent.offers().interested(this, interested);
        if (interested && !unchoked) {
            unchoked = true;
            outbox.say(WireFormat.UNCHOKE);
        }
    }

    @Override
    public void onHave(int piece) {
        theirPieces.have(piece);
        closeIfUseless();
    }

    @Override
    public void onBitfield(byte[] bits) {
        theirPieces.bitfield(bits);
        closeIfUseless();
    }

    @Override
    public void onHaveAllOrNone(boolean all) {
        if (!outbox.isFast()) {
            throw new CorruptedFrameException("HAVE_ALL or HAVE_NONE without the fast extension");
        }
        theirPieces.haveAllOrNone(all);
        closeIfUseless();
    }

    /** Two seeders have nothing to say to each other. */
    private void closeIfUseless() {
        if (!interested && theirPieces.complete()) {
            channel.close();
        }
    }

    @Override
    public void onRequest(int piece, int begin, int length) {
        WireFormat.checkBlock(torrent.info().layout(), piece, begin, length);
        if (unchoked && torrent.offers().mayRequest(this, piece)) {
            blocks.request(piece, begin, length);
        } else {
            outbox.reject(piece, begin, length);
        }
    }

    @Override
    public void onCancel(int piece, int begin, int length) {
        WireFormat.checkBlock(torrent.info().layout(), piece, begin, length);
        blocks.cancel(piece, begin, length);
    }

    @Override
    public void onExtended(int id, byte[] payload) {
        extensions.onMessage(channel.alloc(), id, payload).ifPresent(outbox::say);
    }

    private void tick() {
        long pending = channel.unsafe().outboundBuffer() == null
                ? 0
                : channel.unsafe().outboundBuffer().totalPendingWriteBytes();
        switch (clock.tick(System.nanoTime(), pending, blocks.owed() > 0)) {
            case GO_ON -> {}
            case KEEP_ALIVE -> channel.writeAndFlush(PeerWireEncoder.keepAlive(channel.alloc()), channel.voidPromise());
            case GIVE_UP -> channel.close();
        }
    }

    /** Closes this connection, from any thread. */
    void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        throw new IllegalStateException("the decoder lets nothing pass: " + message.getClass());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        clock.heard(System.nanoTime());
        blocks.pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        blocks.pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ticks.cancel(false);
        torrent.left(this);
        blocks.clear();
        ctx.fireChannelInactive();
    }
}
