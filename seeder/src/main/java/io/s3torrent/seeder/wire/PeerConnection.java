package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.codec.PeerListener;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One peer that has shaken hands: its life from the greeting to the end, and what others have it told.
 *
 * <p>{@link PeerMessageHandler} hears what it says, {@link BlockSender} gives it blocks. A peer that breaks the protocol or a bound is closed;
 * nobody else notices. Lives on one event loop; methods that say so may be called from others.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private static final int TICK_SECONDS = 5;

    private final Channel channel;
    private final PeerId peerId;
    private final boolean knowsDht;
    private final PeerSwarm torrent;
    private final MessageWriter outbox;
    private final BlockSender blocks;
    private final PeerMessageHandler talk;
    private final KeepAliveTimer clock = new KeepAliveTimer(System.nanoTime());
    private final ScheduledFuture<?> ticks;

    PeerConnection(Channel channel, PeerSwarm torrent, Handshake theirs) {
        this.channel = channel;
        this.peerId = theirs.peerId();
        this.knowsDht = theirs.dht();
        this.torrent = torrent;
        this.outbox = new MessageWriter(channel, theirs.fast());
        this.blocks = new BlockSender(this, channel, torrent, outbox);
        this.talk = new PeerMessageHandler(this, channel.remoteAddress(), torrent, outbox, blocks);
        this.ticks =
                channel.eventLoop().scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /** True when the peer calls itself so. */
    boolean isOf(PeerId id) {
        return peerId.equals(id);
    }

    /** Hears what it says. */
    PeerListener listener() {
        return talk;
    }

    /** Says what we have, after both handshakes. */
    void greet(boolean extended) {
        talk.greet(extended);
        if (torrent.isInDht() && knowsDht) {
            outbox.say(PeerWireEncoder.port(channel.alloc(), torrent.dhtPort()));
        }
        outbox.flush();
        torrent.joined(this);
        if (channel.parent() == null && channel.remoteAddress() instanceof InetSocketAddress dialed) {
            torrent.peers().listens(this, PeerEndpoint.of(dialed));
        }
    }

    /** Tells it of pieces that it may ask for. From any thread. */
    void offer(int... pieces) {
        run(() -> offerAtOnce(pieces));
    }

    /** Tells it of pieces that it may ask for, before any block that is sent after this call. On its event loop; it leaves with the next flush. */
    void offerAtOnce(int... pieces) {
        for (int piece : pieces) {
            outbox.say(PeerWireEncoder.piece(channel.alloc(), WireFormat.HAVE, piece));
        }
    }

    /** Tells it that a piece cannot be had any more. From any thread. */
    void withdraw(int piece) {
        run(() -> talk.withdraw(piece));
    }

    /** Chokes it, or no longer. From any thread. */
    void choke(boolean choked) {
        run(() -> talk.choke(choked));
    }

    /** Bytes of blocks sent to it. From any thread. */
    long sentBytes() {
        return blocks.sentBytes();
    }

    /** Closes this connection, from any thread. */
    void close() {
        channel.close();
    }

    /** Says something on its event loop, unless that has ended, or the connection has. */
    private void run(Runnable saying) {
        if (channel.isActive() && !channel.eventLoop().isShuttingDown()) {
            channel.eventLoop().execute(() -> {
                saying.run();
                outbox.flush();
            });
        }
    }

    private void tick() {
        long now = System.nanoTime();
        switch (clock.tick(now, unsent(), blocks.owed() > 0)) {
            case GO_ON -> talk.tick(now);
            case KEEP_ALIVE -> outbox.say(PeerWireEncoder.keepAlive(channel.alloc()));
            case GIVE_UP -> channel.close();
        }
        outbox.flush();
    }

    private long unsent() {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        throw new IllegalStateException("the decoder lets nothing pass: " + message.getClass());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        clock.heard(System.nanoTime());
        long sent = blocks.sentBytes();
        blocks.pump();
        if (blocks.sentBytes() == sent && channel.isWritable()) {
            acknowledge();
        }
    }

    /**
     * Acknowledges at once what no block of ours has acknowledged: a peer whose socket goes by Nagle's algorithm, as libtorrent's do,
     * says nothing more until then, and Linux would wait 40 ms.
     */
    private void acknowledge() {
        if (channel instanceof EpollSocketChannel socket) {
            socket.config().setTcpQuickAck(true);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        blocks.pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ticks.cancel(false);
        torrent.left(this);
        blocks.close();
        ctx.fireChannelInactive();
    }
}
