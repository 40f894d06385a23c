package io.s3torrent.seeder.wire;

import io.netty.handler.codec.CorruptedFrameException;
import java.util.BitSet;

/** Which pieces a peer says it has. */
final class PeerPieces {
    private final int count;
    private final BitSet has = new BitSet();

    PeerPieces(int count) {
        this.count = count;
    }

    void have(int piece) {
        if (piece < 0 || piece >= count) {
            throw new CorruptedFrameException("HAVE: " + piece + " (expected: 0 to " + (count - 1) + ")");
        }
        has.set(piece);
    }

    void haveAllOrNone(boolean all) {
        has.set(0, count, all);
    }

    /**
     * Takes a bitfield, whose first bit is the highest of the first byte. It may come at any time: aria2 sends a new one where
     * that is shorter than many HAVEs.
     */
    void bitfield(byte[] bits) {
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
