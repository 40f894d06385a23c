package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.ByteRange;
import java.util.Map;

/**
 * Where each piece lies in the object, or in several with zeros between them.
 *
 * @param objectLength bytes, at least 1
 * @param pieceLength bytes of every piece but the last, 1 to 64 MiB
 * @param shortPieces the lengths of pieces that end before the next one starts, where a file of a v2-only torrent ends (BEP 52): the
 *     bytes behind them are zeros that belong to no piece
 */
public record PieceLayout(long objectLength, int pieceLength, Map<Integer, Integer> shortPieces) {
    /** The largest piece length that is accepted, as in libtorrent 2. */
    public static final int MAX_PIECE_LENGTH = 64 << 20;

    public PieceLayout {
        shortPieces = Map.copyOf(shortPieces);
        if (objectLength < 1) {
            throw new IllegalArgumentException("objectLength: " + objectLength + " (expected: >= 1)");
        }
        if (pieceLength < 1 || pieceLength > MAX_PIECE_LENGTH) {
            throw new IllegalArgumentException(
                    "pieceLength: " + pieceLength + " (expected: 1 to " + MAX_PIECE_LENGTH + ")");
        }
        if ((objectLength - 1) / pieceLength >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("pieceLength: " + pieceLength + " (expected: fewer than 2^31 pieces)");
        }
    }

    /** One run of bytes, all in pieces. */
    public PieceLayout(long objectLength, int pieceLength) {
        this(objectLength, pieceLength, Map.of());
    }

    /** Number of pieces. */
    public int pieceCount() {
        return Math.toIntExact((objectLength - 1) / pieceLength + 1);
    }

    /** The bytes of a piece, and those up to the next one; the last one is short. */
    public ByteRange range(int piece) {
        return range(piece, piece + 1);
    }

    /** The bytes of the pieces from {@code first} to before {@code end}. */
    public ByteRange range(int first, int end) {
        if (first < 0 || end <= first || end > pieceCount()) {
            throw new IllegalArgumentException(
                    "pieces: [" + first + ", " + end + ") (expected: within [0, " + pieceCount() + "))");
        }
        return new ByteRange((long) first * pieceLength, Math.min((long) end * pieceLength, objectLength));
    }

    /** Bytes of one piece. */
    public int length(int piece) {
        return shortPieces.getOrDefault(piece, (int) range(piece).length());
    }
}
