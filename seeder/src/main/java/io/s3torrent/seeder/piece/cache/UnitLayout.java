package io.s3torrent.seeder.piece.cache;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.disk.DiskKey;
import io.s3torrent.seeder.s3.ByteRange;

/**
 * How pieces are grouped into what one GET fetches: a piece, or a whole window of small ones, whose GETs would cost more than
 * their bytes.
 *
 * @param window most bytes of a unit of several pieces
 */
record UnitLayout(PieceLayout pieces, int window) {
    private static final int LARGE_WINDOW = 1 << 20;
    private static final int SMALL_WINDOW = 256 << 10;

    /**
     * The layout for a cache of so many bytes. Peers ask for pieces in random order: of an object that the cache can't hold, the
     * rest of a large window would often be gone before it is asked for, and be read again.
     */
    static UnitLayout of(PieceLayout pieces, long cacheBytes) {
        return new UnitLayout(pieces, pieces.objectLength() <= cacheBytes ? LARGE_WINDOW : SMALL_WINDOW);
    }

    /** What units of one content and one piece length are kept under, when they are right for the same torrent. */
    private record Owner(Content content, int pieceLength, InfoHash torrent) {}

    int piecesPerUnit() {
        return Math.max(1, window / pieces.pieceLength());
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

    int pieceCount(int unit) {
        return Math.min(pieces.pieceCount() - firstPiece(unit), piecesPerUnit());
    }

    /**
     * Names a unit in memory.
     *
     * @param torrent whose hashes its bytes have
     */
    PieceCache.Key key(Content content, InfoHash torrent, int unit) {
        return new PieceCache.Key(new Owner(content, pieces.pieceLength(), torrent), unit);
    }

    DiskKey diskKey(Content content, int unit) {
        ByteRange range = range(unit);
        return new DiskKey(content.id(), range.start(), (int) range.length());
    }
}
