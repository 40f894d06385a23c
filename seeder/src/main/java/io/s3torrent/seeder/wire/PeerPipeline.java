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
 * The handlers of a connection: an encrypted handshake if it may be, which goes when it is done, then the codec, the connection
 * once hands are shaken, and the door.
 */
record PeerPipeline(PeerAdmission admission, Encryption encryption, KeyExchangePool keyExchanges) {
    static final String DOOR = "door";

    /** For one who connects to us. */
    void accepted(Channel channel) {
        if (encryption != Encryption.OFF) {
            channel.pipeline()
                    .addLast(new MseReceiver(encryption, admission.torrents().sharedKeys(), keyExchanges));
        }
        addDoor(channel, Optional.empty());
    }

    /** For one whom we connect to, and who hears our handshake at once, in an encrypted one or plain. */
    HandshakeHandler dialed(Channel channel, InfoHash infoHash, boolean encrypted) {
        byte[] hello = ByteBufUtil.getBytes(hello(infoHash));
        channel.pipeline()
                .addLast(
                        encrypted ? new MseInitiator(encryption, infoHash, hello, keyExchanges) : new PlainOpening(hello));
        return addDoor(channel, Optional.of(infoHash));
    }

    /** The handshake by which we open a connection. */
    private ByteBuf hello(InfoHash infoHash) {
        Optional<PeerSwarm> torrent = admission.torrents().find(infoHash);
        boolean dht = torrent.filter(PeerSwarm::isInDht).isPresent();
        boolean hybrid = torrent.filter(PeerSwarm::isHybrid).isPresent();
        ByteBuf out = Unpooled.buffer(Handshake.LENGTH);
        new Handshake(infoHash, admission.ourId(), true, true, dht, hybrid).write(out);
        return out;
    }

    /** Says our handshake as soon as there is a connection, and goes. */
    @SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
    private static final class PlainOpening extends ChannelInboundHandlerAdapter {
        private final byte[] hello;

        PlainOpening(byte[] hello) {
            this.hello = hello;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(hello));
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }

    private HandshakeHandler addDoor(Channel channel, Optional<InfoHash> dialed) {
        HandshakeHandler door = new HandshakeHandler(channel, admission, dialed);
        channel.pipeline().addLast(new PeerWireDecoder(door)).addLast(DOOR, door);
        return door;
    }
}
