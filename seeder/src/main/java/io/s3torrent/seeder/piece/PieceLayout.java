package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.ByteRange;
import java.util.Map;

/**
 * Maps pieces to byte ranges of a content.
 *
 * @param objectLength bytes of the whole content, at least 1
 * @param pieceLength bytes of every piece but the last, 1 to 512 MiB
 * @param hashed for each piece in which a file of a v2 torrent ends: the number of its bytes that are hashed (BEP 52). The zeros after them
 *     belong to the piece, and libtorrent requests them, but they are not part of its hash
 */
public record PieceLayout(long objectLength, int pieceLength, Map<Integer, Integer> hashed) {
    /** The largest piece length that is accepted, as in libtorrent 2. */
    public static final int MAX_PIECE_LENGTH = 512 << 20;

    public PieceLayout {
        hashed = Map.copyOf(hashed);
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

    /** A layout in which all bytes are hashed. */
    public PieceLayout(long objectLength, int pieceLength) {
        this(objectLength, pieceLength, Map.of());
    }

    /** Number of pieces. */
    public int pieceCount() {
        return Math.toIntExact((objectLength - 1) / pieceLength + 1);
    }

    /** The byte range of a piece; the last piece may be shorter. */
    public ByteRange range(int piece) {
        return range(piece, piece + 1);
    }

    /** The byte range of the pieces from {@code first} (inclusive) to {@code end} (exclusive). */
    public ByteRange range(int first, int end) {
        if (first < 0 || end <= first || end > pieceCount()) {
            throw new IllegalArgumentException(
                    "pieces: [" + first + ", " + end + ") (expected: within [0, " + pieceCount() + "))");
        }
        return new ByteRange((long) first * pieceLength, Math.min((long) end * pieceLength, objectLength));
    }

    /** The length of a piece in bytes. */
    public int length(int piece) {
        return (int) range(piece).length();
    }

    /** The number of bytes at the start of a piece that its hash covers. */
    public int hashedLength(int piece) {
        return hashed.getOrDefault(piece, length(piece));
    }
}
