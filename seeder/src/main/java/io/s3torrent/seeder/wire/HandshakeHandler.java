package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.codec.PeerWireDecoder;
import io.s3torrent.seeder.wire.codec.PeerWireDecoder.MessageListener;
import io.s3torrent.seeder.wire.connect.ConnectionLimits.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles one connection until its handshake is done: holds its place, enforces the handshake timeout, then adds a {@link
 * PeerConnection}. It is the last handler of the pipeline and handles all errors.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class HandshakeHandler extends ChannelInboundHandlerAdapter implements PeerWireDecoder.HandshakeListener {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandler.class);
    private static final int HANDSHAKE_SECONDS = 10;

    private final Channel channel;
    private final PeerAdmission admission;
    private final Optional<InfoHash> dialed;
    private final ChannelPromise established;
    private boolean answered;
    private @Nullable Place place;
    private @Nullable ScheduledFuture<?> handshakeLimit;

    /**
     * Creates the handler of one connection.
     *
     * @param dialed the torrent for which we opened the connection; empty if the peer opened it
     */
    HandshakeHandler(Channel channel, PeerAdmission admission, Optional<InfoHash> dialed) {
        this.channel = channel;
        this.admission = admission;
        this.dialed = dialed;
        this.established = channel.newPromise();
    }

    /** Succeeds when the handshake is done; never completes otherwise. */
    ChannelFuture established() {
        return established;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // A peer that disconnected before its connection was accepted has no address any more.
        Optional<Place> reserved = channel.remoteAddress() instanceof InetSocketAddress remote
                ? admission.reserve(remote.getAddress(), channel::close)
                : Optional.empty();
        if (reserved.isEmpty()) {
            channel.close();
        } else {
            place = reserved.get();
            handshakeLimit = channel.eventLoop().schedule(() -> channel.close(), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Answers peers that wait for our handshake before they send their peer id, as port checkers do. */
    @Override
    public void onOpening(Handshake.Opening theirs) {
        if (dialed.isEmpty()) {
            sendHandshake(theirs, admission.find(theirs.infoHash()));
            channel.flush();
        }
    }

    @Override
    public MessageListener onHandshake(Handshake theirs) {
        if (place == null || handshakeLimit == null || !isExpected(theirs.infoHash())) {
            throw new CorruptedFrameException("unexpected info-hash " + theirs.infoHash());
        }
        PeerSwarm swarm = admission.admit(theirs, place, dialed.isPresent());
        established.setSuccess();
        handshakeLimit.cancel(false);
        if (dialed.isEmpty() && !answered) {
            sendHandshake(theirs.opening(), swarm);
        }
        return connect(swarm, theirs, place);
    }

    /** Adds the connection to the pipeline. */
    private MessageListener connect(PeerSwarm swarm, Handshake theirs, Place established) {
        PeerConnection connection = new PeerConnection(channel, swarm, theirs);
        established.measureUse(connection.peer()::idleSince);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.context(this).name(), null, connection);
        connection.start(theirs.extended());
        swarm.pieces().visited();
        // The torrent was removed just now: its other peers were closed before this one joined them.
        if (admission.swarms().findOpen(theirs.infoHash()).orElse(null) != swarm) {
            channel.close();
        }
        return connection.messageListener();
    }

    private void sendHandshake(Handshake.Opening theirs, PeerSwarm swarm) {
        answered = true;
        ByteBuf handshake = channel.alloc().directBuffer(Handshake.LENGTH);
        new Handshake.Opening(theirs.infoHash(), theirs.fast(), theirs.extended(), swarm.isInDht(), swarm.isHybrid())
                .by(admission.ourId())
                .write(handshake);
        channel.write(handshake, channel.voidPromise());
    }

    /** A hybrid torrent may be answered with its other info-hash (BEP 52). */
    private boolean isExpected(InfoHash infoHash) {
        return dialed.isEmpty()
                || admission
                        .swarms()
                        .findOrOpen(dialed.get())
                        .equals(admission.swarms().findOrOpen(infoHash));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (place != null) {
            place.close();
        }
        if (handshakeLimit != null) {
            handshakeLimit.cancel(false);
        }
    }

    /** Closes the connection. Logs a fault of the peer at debug level, and a fault of ours as an error. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean theirs = cause instanceof IOException
                || cause instanceof CorruptedFrameException
                || (cause instanceof DecoderException && cause.getCause() instanceof CorruptedFrameException);
        (theirs ? LOG.atDebug() : LOG.atError())
                .addKeyValue("peer", channel.remoteAddress())
                .setCause(theirs ? null : cause)
                .log(theirs ? "closed: " + cause.getMessage() : "Closed a peer connection after an internal error");
        channel.close();
    }
}
