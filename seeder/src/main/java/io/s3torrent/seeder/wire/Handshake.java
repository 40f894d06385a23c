package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import java.nio.charset.StandardCharsets;

/**
 * The 68 bytes that open a connection (BEP 3).
 *
 * @param fast the peer knows the fast extension (BEP 6)
 * @param extended the peer knows the extension protocol (BEP 10)
 * @param dht the peer has a DHT node (BEP 5)
 * @param v2 the peer knows the torrent, which it names by SHA-1, as a v2 one, too (BEP 52)
 */
record Handshake(InfoHash infoHash, PeerId peerId, boolean fast, boolean extended, boolean dht, boolean v2) {
    static final int LENGTH = 68;

    private static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
    private static final int RESERVED = 8;
    private static final int LAST_BYTE = 7;
    private static final int DHT_BIT = 0x01;
    private static final int FAST_BIT = 0x04;
    private static final int V2_BIT = 0x10;
    private static final int EXTENDED_BYTE = 5;
    private static final int EXTENDED_BIT = 0x10;

    /** False as soon as the bytes that are there can't become a handshake. */
    static boolean mayStartWith(ByteBuf in) {
        int known = Math.min(in.readableBytes(), PROTOCOL.length);
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != PROTOCOL[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads {@value #LENGTH} bytes that {@link #mayStartWith} let pass. */
    static Handshake read(ByteBuf in) {
        in.skipBytes(PROTOCOL.length);
        byte[] reserved = new byte[RESERVED];
        byte[] infoHash = new byte[InfoHash.LENGTH];
        byte[] peerId = new byte[PeerId.LENGTH];
        in.readBytes(reserved).readBytes(infoHash).readBytes(peerId);
        return new Handshake(
                InfoHash.of(infoHash),
                PeerId.of(peerId),
                (reserved[LAST_BYTE] & FAST_BIT) != 0,
                (reserved[EXTENDED_BYTE] & EXTENDED_BIT) != 0,
                (reserved[LAST_BYTE] & DHT_BIT) != 0,
                (reserved[LAST_BYTE] & V2_BIT) != 0);
    }

    void write(ByteBuf out) {
        byte[] reserved = new byte[RESERVED];
        reserved[LAST_BYTE] = (byte) ((fast ? FAST_BIT : 0) | (dht ? DHT_BIT : 0) | (v2 ? V2_BIT : 0));
        reserved[EXTENDED_BYTE] = (byte) (extended ? EXTENDED_BIT : 0);
        out.writeBytes(PROTOCOL)
                .writeBytes(reserved)
                .writeBytes(infoHash.bytes())
                .writeBytes(peerId.bytes());
    }
}
