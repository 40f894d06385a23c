package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Frames what a seeder says (BEP 3, 6, 10). Each method gives a new buffer that the caller writes. */
final class PeerWireEncoder {
    private PeerWireEncoder() {}

    /** A message without a body: UNCHOKE, HAVE_ALL. */
    static ByteBuf plain(ByteBufAllocator alloc, int id) {
        return alloc.directBuffer(5).writeInt(1).writeByte(id);
    }

    /** A message without id or body. */
    static ByteBuf keepAlive(ByteBufAllocator alloc) {
        return alloc.directBuffer(4).writeInt(0);
    }

    static ByteBuf have(ByteBufAllocator alloc, int piece) {
        return alloc.directBuffer(9).writeInt(5).writeByte(WireFormat.HAVE).writeInt(piece);
    }

    /** BITFIELD of a seeder: {@code pieces} ones, the spare bits of the last byte zero. */
    static ByteBuf fullBitfield(ByteBufAllocator alloc, int pieces) {
        int whole = pieces / 8;
        int rest = pieces % 8;
        int body = whole + (rest > 0 ? 1 : 0);
        ByteBuf out = alloc.directBuffer(5 + body).writeInt(1 + body).writeByte(WireFormat.BITFIELD);
        for (int i = 0; i < whole; i++) {
            out.writeByte(0xff);
        }
        return rest > 0 ? out.writeByte(0xff << (8 - rest)) : out;
    }

    /** REJECT of a request (BEP 6). */
    static ByteBuf reject(ByteBufAllocator alloc, int piece, int begin, int length) {
        return alloc.directBuffer(17)
                .writeInt(13)
                .writeByte(WireFormat.REJECT)
                .writeInt(piece)
                .writeInt(begin)
                .writeInt(length);
    }

    /** The first 13 bytes of a PIECE message; the block follows in a buffer of its own. */
    static void pieceHeader(ByteBuf out, int piece, int begin, int length) {
        out.writeInt(9 + length).writeByte(WireFormat.PIECE).writeInt(piece).writeInt(begin);
    }

    /** An extension message (BEP 10) of two parts, of which the second may be empty. */
    static ByteBuf extended(ByteBufAllocator alloc, int id, byte[] head, byte[] tail) {
        int body = head.length + tail.length;
        return alloc.directBuffer(6 + body)
                .writeInt(2 + body)
                .writeByte(WireFormat.EXTENDED)
                .writeByte(id)
                .writeBytes(head)
                .writeBytes(tail);
    }
}
