package io.s3torrent.seeder.piece.cache;

import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.BitSet;

/** Hashes the pieces of one unit while its bytes go by: bad until proven right. Not for use by two threads at once. */
final class UnitCheck implements ByteSink {
    private final BitSet bad = new BitSet();
    private final PieceHasher hasher;

    UnitCheck(TorrentUnits units, int unit) {
        PieceHashes hashes = units.hashes();
        int first = units.layout().firstPiece(unit);
        bad.set(0, units.layout().pieceCount(unit));
        hasher = new PieceHasher(
                hashes.layout(),
                hashes.newDigest(),
                first,
                (piece, hash) -> bad.set(piece - first, !hashes.matches(piece, hash)));
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        hasher.accept(chunk, offset, length);
    }

    /** The pieces, counted from the unit's first, that were not seen whole with the right hash. */
    BitSet bad() {
        return bad;
    }
}
