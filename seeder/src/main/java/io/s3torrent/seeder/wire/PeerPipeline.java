package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.codec.PeerWireDecoder;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.seeder.wire.mse.KeyExchangePool;
import io.s3torrent.seeder.wire.mse.MseInitiator;
import io.s3torrent.seeder.wire.mse.MseReceiver;
import java.util.Optional;

/**
 * Sets up the handlers of a connection: an encrypted handshake, which removes itself when it is done (if encryption is allowed), the
 * decoder, and the {@link HandshakeHandler}, which adds the {@link PeerConnection} after the BitTorrent handshake.
 */
record PeerPipeline(PeerAdmission admission, Encryption encryption, KeyExchangePool keyExchanges) {
    /** Sets up a connection that a peer opened. */
    void initAccepted(Channel channel) {
        if (encryption != Encryption.OFF) {
            channel.pipeline()
                    .addLast(new MseReceiver(encryption, admission.swarms().sharedKeys(), keyExchanges));
        }
        addHandshakeHandler(channel, Optional.empty());
    }

    /** Sets up a connection that we open. Sends our handshake at once, encrypted or plain. */
    HandshakeHandler initDialed(Channel channel, InfoHash infoHash, boolean encrypted) {
        byte[] handshake = ByteBufUtil.getBytes(handshake(infoHash));
        channel.pipeline()
                .addLast(
                        encrypted
                                ? new MseInitiator(encryption, infoHash, handshake, keyExchanges)
                                : new PlainHandshake(handshake));
        return addHandshakeHandler(channel, Optional.of(infoHash));
    }

    /** Our handshake for a connection that we open. */
    private ByteBuf handshake(InfoHash infoHash) {
        Optional<PeerSwarm> swarm = admission.swarms().findOrOpen(infoHash);
        boolean dht = swarm.filter(PeerSwarm::isInDht).isPresent();
        boolean hybrid = swarm.filter(PeerSwarm::isHybrid).isPresent();
        ByteBuf out = Unpooled.buffer(Handshake.LENGTH);
        new Handshake(infoHash, admission.ourId(), true, true, dht, hybrid).write(out);
        return out;
    }

    /** Sends our handshake when the connection is open, then removes itself. */
    @SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
    private static final class PlainHandshake extends ChannelInboundHandlerAdapter {
        private final byte[] handshake;

        PlainHandshake(byte[] handshake) {
            this.handshake = handshake;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(handshake));
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }

    private HandshakeHandler addHandshakeHandler(Channel channel, Optional<InfoHash> dialed) {
        HandshakeHandler handler = new HandshakeHandler(channel, admission, dialed);
        channel.pipeline().addLast(new PeerWireDecoder(handler)).addLast(handler);
        return handler;
    }
}
