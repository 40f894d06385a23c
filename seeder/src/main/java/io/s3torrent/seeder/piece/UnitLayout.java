package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectVersion;

/**
 * How pieces are grouped into what one GET fetches: a piece, or a whole window of at most 1 MiB when pieces are smaller.
 *
 * <p>A GET per small piece would cost more in requests than in bytes.
 */
public record UnitLayout(PieceLayout pieces) {
    private static final int WINDOW = 1 << 20;

    /** What units of one object version and one piece length are kept under. */
    private record Owner(ObjectVersion version, int pieceLength) {}

    int piecesPerUnit() {
        return Math.max(1, WINDOW / pieces.pieceLength());
    }

    int unitOf(int piece) {
        return piece / piecesPerUnit();
    }

    int firstPiece(int unit) {
        return unit * piecesPerUnit();
    }

    ByteRange range(int unit) {
        int first = firstPiece(unit);
        return pieces.range(first, Math.min(pieces.pieceCount(), first + piecesPerUnit()));
    }

    PieceCache.Key key(ObjectVersion version, int unit) {
        return new PieceCache.Key(new Owner(version, pieces.pieceLength()), unit);
    }
}
