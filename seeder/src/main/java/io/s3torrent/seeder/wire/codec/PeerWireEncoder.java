package io.s3torrent.seeder.wire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.BitSet;

/** Encodes the messages of a seeder (BEP 3, 6, 10, 52). Each method returns a new buffer that the caller writes. */
public final class PeerWireEncoder {
    private PeerWireEncoder() {}

    /** A message without a body: UNCHOKE, HAVE_ALL. */
    public static ByteBuf plain(ByteBufAllocator alloc, int id) {
        return alloc.directBuffer(5).writeInt(1).writeByte(id);
    }

    /** A message without id or body. */
    public static ByteBuf keepAlive(ByteBufAllocator alloc) {
        return alloc.directBuffer(4).writeInt(0);
    }

    /** A message about one piece: HAVE, SUGGEST, ALLOWED_FAST. */
    public static ByteBuf piece(ByteBufAllocator alloc, int id, int piece) {
        return alloc.directBuffer(9).writeInt(5).writeByte(id).writeInt(piece);
    }

    /** PORT of our DHT node (BEP 5). */
    public static ByteBuf port(ByteBufAllocator alloc, int port) {
        return alloc.directBuffer(7).writeInt(3).writeByte(WireFormat.PORT).writeShort(port);
    }

    /** BITFIELD with all {@code pieces} except the lost ones; the spare bits of the last byte are zero. */
    public static ByteBuf bitfield(ByteBufAllocator alloc, int pieces, BitSet lost) {
        int body = (pieces + 7) / 8;
        ByteBuf out = alloc.directBuffer(5 + body).writeInt(1 + body).writeByte(WireFormat.BITFIELD);
        int bits = out.writerIndex();
        for (int i = 0; i < body; i++) {
            out.writeByte(0xff << Math.max(0, 8 * (i + 1) - pieces));
        }
        for (int piece = lost.nextSetBit(0); piece >= 0; piece = lost.nextSetBit(piece + 1)) {
            int at = bits + piece / 8;
            out.setByte(at, out.getByte(at) & ~(0x80 >> piece % 8));
        }
        return out;
    }

    /** REJECT of a request (BEP 6). */
    public static ByteBuf reject(ByteBufAllocator alloc, int piece, int begin, int length) {
        return alloc.directBuffer(17)
                .writeInt(13)
                .writeByte(WireFormat.REJECT)
                .writeInt(piece)
                .writeInt(begin)
                .writeInt(length);
    }

    /** The first 13 bytes of a PIECE message. The block follows in its own buffer. */
    public static void pieceHeader(ByteBuf out, int piece, int begin, int length) {
        out.writeInt(9 + length).writeByte(WireFormat.PIECE).writeInt(piece).writeInt(begin);
    }

    /** HASHES or HASH_REJECT (BEP 52): repeats the request, and adds the hashes. */
    public static ByteBuf hashes(ByteBufAllocator alloc, int id, byte[] request, byte[] hashes) {
        int body = request.length + hashes.length;
        return alloc.directBuffer(5 + body)
                .writeInt(1 + body)
                .writeByte(id)
                .writeBytes(request)
                .writeBytes(hashes);
    }

    /** An extension message (BEP 10) in two parts; the second may be empty. */
    public static ByteBuf extended(ByteBufAllocator alloc, int id, byte[] head, byte[] tail) {
        int body = head.length + tail.length;
        return alloc.directBuffer(6 + body)
                .writeInt(2 + body)
                .writeByte(WireFormat.EXTENDED)
                .writeByte(id)
                .writeBytes(head)
                .writeBytes(tail);
    }
}
