package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.seeder.wire.mse.KeyExchanges;
import io.s3torrent.seeder.wire.mse.MseInitiator;
import io.s3torrent.seeder.wire.mse.MseReceiver;
import java.util.Optional;

/**
 * The handlers of a connection: an encrypted handshake if it may be, which goes when it is done, then the codec, the connection
 * once hands are shaken, and the door.
 */
record PeerPipeline(Admission admission, Encryption encryption, KeyExchanges exchanges) {
    static final String DOOR = "door";

    /** For one who connects to us. */
    void accepted(Channel channel) {
        if (encryption != Encryption.OFF) {
            channel.pipeline()
                    .addLast(new MseReceiver(encryption, admission.torrents().sharedKeys(), exchanges));
        }
        addDoor(channel, Optional.empty());
    }

    /** For one whom we connect to, and who will hear of us at once: our handshake is encrypted, or is to be sent. */
    PeerDoor dialed(Channel channel, InfoHash infoHash, boolean encrypted) {
        if (encrypted) {
            byte[] hello = ByteBufUtil.getBytes(hello(infoHash));
            channel.pipeline().addLast(new MseInitiator(encryption, infoHash, hello, exchanges));
        }
        return addDoor(channel, Optional.of(infoHash));
    }

    /** The handshake by which we open a connection. */
    ByteBuf hello(InfoHash infoHash) {
        ByteBuf out = Unpooled.buffer(Handshake.LENGTH);
        new Handshake(infoHash, admission.ourId(), true, true).write(out);
        return out;
    }

    private PeerDoor addDoor(Channel channel, Optional<InfoHash> dialed) {
        PeerDoor door = new PeerDoor(channel, admission, dialed);
        channel.pipeline().addLast(new PeerWireDecoder(door)).addLast(DOOR, door);
        return door;
    }
}
