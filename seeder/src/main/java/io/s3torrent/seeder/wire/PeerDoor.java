package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.s3torrent.bittorrent.PeerId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last handler of a peer's pipeline: keeps the limits, gives the handshake its time, routes it, and takes all errors. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class PeerDoor extends ChannelInboundHandlerAdapter implements PeerWireDecoder.Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDoor.class);
    private static final int HANDSHAKE_SECONDS = 10;

    private final Channel channel;
    private final PeerId ourId;
    private final ServedTorrents torrents;
    private final ConnectionLimits limits;
    private @Nullable InetAddress counted;
    private @Nullable ScheduledFuture<?> handshakeLimit;
    private boolean established;

    PeerDoor(Channel channel, PeerId ourId, ServedTorrents torrents, ConnectionLimits limits) {
        this.channel = channel;
        this.ourId = ourId;
        this.torrents = torrents;
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // A peer that was gone before it was accepted has no address any more.
        if (channel.remoteAddress() instanceof InetSocketAddress remote && limits.tryOpen(remote.getAddress())) {
            counted = remote.getAddress();
            handshakeLimit = channel.eventLoop().schedule(() -> channel.close(), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        } else {
            channel.close();
        }
    }

    /**
     * Answers a handshake.
     *
     * @throws CorruptedFrameException when there is no such torrent, the peer is ourselves, or there are too many
     */
    @Override
    public PeerListener admit(Handshake theirs) {
        Optional<ServedTorrent> torrent = torrents.find(theirs.infoHash());
        if (torrent.isEmpty() || theirs.peerId().equals(ourId)) {
            throw new CorruptedFrameException(
                    torrent.isEmpty() ? "unknown info-hash " + theirs.infoHash() : "connected to ourselves");
        }
        if (counted == null || handshakeLimit == null || !limits.tryEstablish(counted)) {
            throw new CorruptedFrameException("connections: too many from " + counted);
        }
        established = true;
        handshakeLimit.cancel(false);
        ByteBuf hello = channel.alloc().directBuffer(Handshake.LENGTH);
        new Handshake(
                        theirs.infoHash(),
                        ourId,
                        theirs.fast(),
                        theirs.extended(),
                        torrent.get().isHybrid())
                .write(hello);
        channel.write(hello, channel.voidPromise());
        return torrents.connect(channel, torrent.get(), theirs);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (counted != null) {
            limits.close(counted, established);
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
