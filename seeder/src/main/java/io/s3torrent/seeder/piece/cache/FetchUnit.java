package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.BitSet;

/**
 * The result of one fetch: a piece, or a window of small pieces.
 *
 * @param buffer the unit's bytes; the receiver of a unit releases it
 * @param bad pieces whose bytes do not match their hash, indexed from the unit's first piece
 * @param inMemory false when the buffer maps a file; it then takes no piece memory and is not cached there
 */
record FetchUnit(ByteBuf buffer, BitSet bad, boolean inMemory) {

    /** Identifies a unit: number {@code index} of the units of {@code owner}. */
    record Key(Object owner, int index) {}

    /** A unit in piece memory. */
    static FetchUnit inMemory(ByteBuf buffer, BitSet bad) {
        return new FetchUnit(buffer, bad, true);
    }

    /** A unit of verified pieces, mapped from the disk. */
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
