package io.s3torrent.seeder.wire;

import io.netty.handler.codec.CorruptedFrameException;
import java.util.BitSet;

/** Which pieces a peer says it has. */
final class PeerPieces {
    private final int count;
    private final BitSet has = new BitSet();
    private boolean told;

    PeerPieces(int count) {
        this.count = count;
    }

    void have(int piece) {
        if (piece < 0 || piece >= count) {
            throw new CorruptedFrameException("HAVE: " + piece + " (expected: 0 to " + (count - 1) + ")");
        }
        has.set(piece);
    }

    /** BITFIELD, HAVE_ALL and HAVE_NONE exclude each other, and come once (BEP 6). */
    private void tellOnce() {
        if (told) {
            throw new CorruptedFrameException("a second bitfield");
        }
        told = true;
    }

    void haveAllOrNone(boolean all) {
        tellOnce();
        has.set(0, count, all);
    }

    /** Takes a bitfield, whose first bit is the highest of the first byte. */
    void bitfield(byte[] bits) {
        tellOnce();
        if (bits.length != (count + 7) / 8) {
            throw new CorruptedFrameException(
                    "BITFIELD: " + bits.length + " bytes (expected: " + (count + 7) / 8 + ")");
        }
        for (int piece = 0; piece < bits.length * 8; piece++) {
            boolean set = (bits[piece / 8] & (0x80 >> (piece % 8))) != 0;
            if (set && piece >= count) {
                throw new CorruptedFrameException("BITFIELD: a spare bit is set");
            }
            if (set) {
                has.set(piece);
            }
        }
    }

    /** True for another seeder. */
    boolean complete() {
        return has.cardinality() == count;
    }
}
