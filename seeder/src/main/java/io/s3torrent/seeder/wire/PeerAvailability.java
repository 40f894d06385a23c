package io.s3torrent.seeder.wire;

import io.netty.handler.codec.CorruptedFrameException;
import java.util.BitSet;
import java.util.function.IntConsumer;

/** Tracks which pieces a peer says it has. */
final class PeerAvailability {
    private final int count;
    private final BitSet has = new BitSet();
    private final IntConsumer news;
    private int known;

    /** Calls {@code news} for each piece that the peer did not announce earlier. */
    PeerAvailability(int count, IntConsumer news) {
        this.count = count;
        this.news = news;
    }

    void have(int piece) {
        if (piece < 0 || piece >= count) {
            throw new CorruptedFrameException("HAVE: " + piece + " (expected: 0 to " + (count - 1) + ")");
        }
        add(piece);
    }

    void haveAllOrNone(boolean all) {
        if (all) {
            for (int piece = 0; piece < count; piece++) {
                add(piece);
            }
        }
    }

    private void add(int piece) {
        if (!has.get(piece)) {
            has.set(piece);
            known++;
            news.accept(piece);
        }
    }

    /**
     * Takes a bitfield; its first bit is the highest of the first byte. A bitfield may come at any time: aria2 sends a new one when it is
     * shorter than many HAVE messages.
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
                add(piece);
            }
        }
    }

    boolean has(int piece) {
        return has.get(piece);
    }

    /** The number of pieces that the peer has. */
    int count() {
        return known;
    }

    /** True if the peer is a seeder. */
    boolean complete() {
        return known == count;
    }
}
