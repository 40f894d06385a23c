package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.BitSet;

/**
 * What one fetch brings: a piece, or a window of small ones.
 *
 * @param buffer the unit's bytes; who receives a unit releases it
 * @param bad pieces, counted from the unit's first, whose bytes do not have their hash
 * @param inMemory false when the bytes are a file's, mapped: they take no piece memory, and are not kept there
 */
record FetchUnit(ByteBuf buffer, BitSet bad, boolean inMemory) {

    /** Names a unit: the {@code index}-th one of whatever {@code owner} stands for. */
    record Key(Object owner, int index) {}

    /** A unit in piece memory. */
    static FetchUnit inMemory(ByteBuf buffer, BitSet bad) {
        return new FetchUnit(buffer, bad, true);
    }

    /** A unit of right pieces, as it lies on the disk. */
    static FetchUnit mapped(ByteBuf buffer) {
        return new FetchUnit(buffer, new BitSet(), false);
    }

    boolean tryRetain() {
        try {
            buffer.retain();
            return true;
        } catch (IllegalReferenceCountException e) {
            return false;
        }
    }
}
