package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.codec.MessageWriter;
import io.s3torrent.seeder.wire.codec.PeerWireDecoder.MessageListener;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Handles the channel of one peer after its handshake, from the greeting to the end, including events from other threads.
 *
 * <p>{@link PeerMessageHandler} answers the peer's messages, {@link BlockSender} sends blocks, and other threads use its {@link
 * ConnectedPeer}. A peer that breaks the protocol or exceeds a limit loses only its own connection. Runs on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private static final int TICK_SECONDS = 5;

    private final Channel channel;
    private final boolean knowsDht;
    private final PeerSwarm swarm;
    private final ConnectedPeer peer;
    private final MessageWriter writer;
    private final BlockSender blockSender;
    private final PeerMessageHandler messageHandler;
    private final KeepAliveTimer keepAliveTimer = new KeepAliveTimer(System.nanoTime());
    private final ScheduledFuture<?> ticks;

    PeerConnection(Channel channel, PeerSwarm swarm, Handshake theirs) {
        this.channel = channel;
        this.knowsDht = theirs.dht();
        this.swarm = swarm;
        this.peer = new ConnectedPeer(channel, theirs.peerId(), theirs.fast());
        this.writer = peer.writer();
        this.blockSender = new BlockSender(peer, swarm);
        this.messageHandler = new PeerMessageHandler(peer, swarm, blockSender);
        this.ticks =
                channel.eventLoop().scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /** Receives the peer's messages. */
    MessageListener messageListener() {
        return messageHandler;
    }

    /** The peer, as other threads and the torrent use it. */
    ConnectedPeer peer() {
        return peer;
    }

    /** Tells the peer what we have, after both handshakes, and adds it to the swarm. */
    void start(boolean extended) {
        messageHandler.sendGreeting(extended);
        if (swarm.isInDht() && knowsDht) {
            writer.write(PeerWireEncoder.port(channel.alloc(), swarm.dhtPort()));
        }
        writer.flush();
        swarm.join(peer);
        if (channel.parent() == null && channel.remoteAddress() instanceof InetSocketAddress dialed) {
            swarm.addressBook().listens(channel, PeerEndpoint.of(dialed));
        }
    }

    private void tick() {
        long now = System.nanoTime();
        noteUse(now);
        switch (keepAliveTimer.tick(now, unsent(), blockSender.pendingRequests() > 0)) {
            case GO_ON -> messageHandler.tick(now);
            case KEEP_ALIVE -> writer.write(PeerWireEncoder.keepAlive(channel.alloc()));
            case GIVE_UP -> channel.close();
        }
        writer.flush();
    }

    private void noteUse(long now) {
        peer.noteUse(blockSender.pendingRequests() > 0 || messageHandler.isHeldBack(), now);
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
        keepAliveTimer.heard(System.nanoTime());
        long sent = peer.sentBytes();
        blockSender.pump();
        if (peer.sentBytes() == sent && channel.isWritable()) {
            acknowledge();
        }
    }

    /**
     * Acknowledges the peer's data at once if we sent no block that did so. A peer whose socket uses Nagle's algorithm (libtorrent) sends
     * nothing until then, and Linux would delay the acknowledgement by 40 ms.
     */
    private void acknowledge() {
        if (channel instanceof EpollSocketChannel socket) {
            socket.config().setTcpQuickAck(true);
        }
    }

    /** Carries out what other threads decided about this peer. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ConnectedPeer.Choke choke) {
            messageHandler.choke(choke.choked());
            noteUse(System.nanoTime());
            writer.flush();
        } else if (event instanceof ConnectedPeer.Withdraw withdraw) {
            messageHandler.withdraw(withdraw.piece());
            writer.flush();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        blockSender.pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ticks.cancel(false);
        swarm.leave(peer);
        blockSender.close();
        ctx.fireChannelInactive();
    }
}
