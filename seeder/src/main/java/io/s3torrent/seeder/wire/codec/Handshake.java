package io.s3torrent.seeder.wire.codec;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import java.nio.charset.StandardCharsets;

/**
 * The 68 bytes that open a connection (BEP 3).
 *
 * @param fast the peer supports the fast extension (BEP 6)
 * @param extended the peer supports the extension protocol (BEP 10)
 * @param dht the peer has a DHT node (BEP 5)
 * @param v2 the peer names the torrent by its v1 info-hash, and also supports its v2 form (BEP 52)
 */
public record Handshake(InfoHash infoHash, PeerId peerId, boolean fast, boolean extended, boolean dht, boolean v2) {
    public static final int LENGTH = 68;

    /** Bytes before the peer id. Some clients wait for our handshake before they send their peer id. */
    static final int OPENING_LENGTH = LENGTH - PeerId.LENGTH;

    private static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
    private static final int RESERVED = 8;
    private static final int LAST_BYTE = 7;
    private static final int DHT_BIT = 0x01;
    private static final int FAST_BIT = 0x04;
    private static final int V2_BIT = 0x10;
    private static final int EXTENDED_BYTE = 5;
    private static final int EXTENDED_BIT = 0x10;

    /** False as soon as the available bytes cannot be the start of a handshake. */
    static boolean mayStartWith(ByteBuf in) {
        int known = Math.min(in.readableBytes(), PROTOCOL.length);
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != PROTOCOL[i]) {
                return false;
            }
        }
        return true;
    }

    /** The part of a handshake before the peer id: the torrent and the peer's features. */
    public record Opening(InfoHash infoHash, boolean fast, boolean extended, boolean dht, boolean v2) {
        /** Reads {@value #OPENING_LENGTH} bytes; {@link #mayStartWith} has checked them. */
        static Opening read(ByteBuf in) {
            in.skipBytes(PROTOCOL.length);
            byte[] reserved = new byte[RESERVED];
            byte[] infoHash = new byte[InfoHash.LENGTH];
            in.readBytes(reserved).readBytes(infoHash);
            return new Opening(
                    InfoHash.of(infoHash),
                    (reserved[LAST_BYTE] & FAST_BIT) != 0,
                    (reserved[EXTENDED_BYTE] & EXTENDED_BIT) != 0,
                    (reserved[LAST_BYTE] & DHT_BIT) != 0,
                    (reserved[LAST_BYTE] & V2_BIT) != 0);
        }

        public Handshake by(PeerId peerId) {
            return new Handshake(infoHash, peerId, fast, extended, dht, v2);
        }
    }

    public Opening opening() {
        return new Opening(infoHash, fast, extended, dht, v2);
    }

    public void write(ByteBuf out) {
        byte[] reserved = new byte[RESERVED];
        reserved[LAST_BYTE] = (byte) ((fast ? FAST_BIT : 0) | (dht ? DHT_BIT : 0) | (v2 ? V2_BIT : 0));
        reserved[EXTENDED_BYTE] = (byte) (extended ? EXTENDED_BIT : 0);
        out.writeBytes(PROTOCOL)
                .writeBytes(reserved)
                .writeBytes(infoHash.bytes())
                .writeBytes(peerId.bytes());
    }
}
