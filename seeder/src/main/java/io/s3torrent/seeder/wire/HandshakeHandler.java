package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.codec.PeerListener;
import io.s3torrent.seeder.wire.codec.PeerWireDecoder;
import io.s3torrent.seeder.wire.connect.ConnectionLimits.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last handler of a peer's pipeline: keeps its place, gives the handshakes their time, routes the peer, and takes all errors. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class HandshakeHandler extends ChannelInboundHandlerAdapter implements PeerWireDecoder.Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandler.class);
    private static final int HANDSHAKE_SECONDS = 10;

    private final Channel channel;
    private final PeerAdmission admission;
    private final Optional<InfoHash> dialed;
    private final ChannelPromise established;
    private boolean greeted;
    private @Nullable Place place;
    private @Nullable ScheduledFuture<?> handshakeLimit;

    /** The door to a peer who connects to us; or to one whom we connect to for a torrent, and who hears our handshake first. */
    HandshakeHandler(Channel channel, PeerAdmission admission, Optional<InfoHash> dialed) {
        this.channel = channel;
        this.admission = admission;
        this.dialed = dialed;
        this.established = channel.newPromise();
    }

    /** Done once hands are shaken, and never if they are not. */
    ChannelFuture established() {
        return established;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // A peer that was gone before it was accepted has no address any more.
        Optional<Place> given = channel.remoteAddress() instanceof InetSocketAddress remote
                ? admission.arrive(remote.getAddress(), channel::close)
                : Optional.empty();
        if (given.isEmpty()) {
            channel.close();
        } else {
            place = given.get();
            handshakeLimit = channel.eventLoop().schedule(() -> channel.close(), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Answers a peer that waits for our handshake before it sends its peer id, as those do that check whether a port is open. */
    @Override
    public void greet(Handshake.Opening theirs) {
        if (dialed.isEmpty()) {
            sayHello(theirs, admission.find(theirs.infoHash()));
            channel.flush();
        }
    }

    @Override
    public PeerListener admit(Handshake theirs) {
        if (place == null || handshakeLimit == null || !isExpected(theirs.infoHash())) {
            throw new CorruptedFrameException("nobody was asked for " + theirs.infoHash());
        }
        PeerSwarm torrent = admission.admit(theirs, place, dialed.isPresent());
        established.setSuccess();
        handshakeLimit.cancel(false);
        if (dialed.isEmpty() && !greeted) {
            sayHello(theirs.opening(), torrent);
        }
        return admission.torrents().connect(channel, torrent, theirs);
    }

    private void sayHello(Handshake.Opening theirs, PeerSwarm torrent) {
        greeted = true;
        ByteBuf hello = channel.alloc().directBuffer(Handshake.LENGTH);
        new Handshake.Opening(
                        theirs.infoHash(), theirs.fast(), theirs.extended(), torrent.isInDht(), torrent.isHybrid())
                .by(admission.ourId())
                .write(hello);
        channel.write(hello, channel.voidPromise());
    }

    /** A hybrid may be answered by its other name (BEP 52). */
    private boolean isExpected(InfoHash infoHash) {
        return dialed.isEmpty()
                || admission
                        .torrents()
                        .find(dialed.get())
                        .equals(admission.torrents().find(infoHash));
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

    /** What a peer does wrong costs that peer its connection and us one line at debug level; a bug of ours is told. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean theirs = cause instanceof IOException
                || cause instanceof CorruptedFrameException
                || (cause instanceof DecoderException && cause.getCause() instanceof CorruptedFrameException);
        (theirs ? LOG.atDebug() : LOG.atError())
                .addKeyValue("peer", channel.remoteAddress())
                .setCause(theirs ? null : cause)
                .log(theirs ? "closed: " + cause.getMessage() : "closed on an error of our own");
        channel.close();
    }
}
