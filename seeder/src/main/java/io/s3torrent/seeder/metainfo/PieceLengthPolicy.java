package io.s3torrent.seeder.metainfo;

import io.s3torrent.seeder.piece.PieceLayout;

/**
 * Chooses the piece length from the size alone, so that every creator gets the same torrent from the same bytes.
 *
 * <p>Profile {@value #PROFILE}: the smallest power of two from 256 KiB that gives at most 2000 pieces, up to 16 MiB. Longer pieces are
 * chosen only when the metainfo would exceed 8 MiB, up to the longest that clients accept: for 50 TB, 128 MiB (v1) or 512 MiB (hybrid).
 */
public final class PieceLengthPolicy {
    /** The number of these rules. It must change when the rules change, because another piece length gives another info-hash. */
    public static final int PROFILE = 1;

    private static final int MIN = 256 << 10;
    private static final int USUAL_MAX = 16 << 20;
    private static final int MAX_PIECES = 2000;
    private static final long MAX_HASH_BYTES = 8L << 20;

    private PieceLengthPolicy() {}

    /** The piece length in bytes for a v1 torrent of {@code length} bytes. */
    public static int pieceLength(long length) {
        return pieceLength(length, TorrentFormat.V1);
    }

    /** The piece length in bytes for a torrent of {@code length} bytes. */
    public static int pieceLength(long length, TorrentFormat format) {
        int pieceLength = MIN;
        while (pieceLength < USUAL_MAX && pieces(length, pieceLength) > MAX_PIECES) {
            pieceLength <<= 1;
        }
        while (pieceLength < PieceLayout.MAX_PIECE_LENGTH
                && pieces(length, pieceLength) > MAX_HASH_BYTES / format.hashBytes()) {
            pieceLength <<= 1;
        }
        return pieceLength;
    }

    private static long pieces(long length, long pieceLength) {
        return length / pieceLength + (length % pieceLength == 0 ? 0 : 1);
    }
}
