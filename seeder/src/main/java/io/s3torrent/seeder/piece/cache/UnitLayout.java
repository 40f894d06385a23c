package io.s3torrent.seeder.piece.cache;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.disk.DiskKey;
import io.s3torrent.seeder.s3.ByteRange;

/**
 * Groups the pieces of a content into units. One GET fetches a unit: one piece, or a window of small pieces, because a GET for each small
 * piece would cost more than its bytes.
 *
 * @param content has the bytes
 * @param pieces how the bytes are cut into pieces
 * @param window most bytes of a unit of several pieces
 */
record UnitLayout(Content content, PieceLayout pieces, int window) {
    private static final int LARGE_WINDOW = 1 << 20;
    private static final int SMALL_WINDOW = 256 << 10;

    UnitLayout {
        if (content.length() != pieces.objectLength()) {
            throw new IllegalArgumentException(
                    "content: " + content.length() + " bytes (expected: " + pieces.objectLength() + ")");
        }
    }

    /**
     * The layout for a cache of {@code cacheBytes}. It uses small windows for an object that does not fit in the cache. Peers request
     * pieces in random order, so the rest of a large window would often be evicted before it is requested, and read again.
     */
    static UnitLayout of(Content content, PieceLayout pieces, long cacheBytes) {
        return new UnitLayout(content, pieces, pieces.objectLength() <= cacheBytes ? LARGE_WINDOW : SMALL_WINDOW);
    }

    /** The owner of units: one content with one piece length and the hashes of one torrent. */
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
     * The key of a unit in memory.
     *
     * @param torrent whose hashes its bytes have
     */
    FetchUnit.Key key(InfoHash torrent, int unit) {
        return new FetchUnit.Key(new Owner(content, pieces.pieceLength(), torrent), unit);
    }

    DiskKey diskKey(int unit) {
        ByteRange range = range(unit);
        return new DiskKey(content.id(), range.start(), (int) range.length());
    }
}
