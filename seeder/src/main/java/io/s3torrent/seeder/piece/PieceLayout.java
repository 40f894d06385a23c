package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.ByteRange;
import java.util.Map;

/**
 * Where each piece lies in the object, or in several with zeros between them.
 *
 * @param objectLength bytes, at least 1
 * @param pieceLength bytes of every piece but the last, 1 to 512 MiB
 * @param hashed bytes of each piece in which a file of a v2 torrent ends (BEP 52): the zeros behind them are part of the piece, and
 *     libtorrent asks for them, but they are not in its hash
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

    /** One run of bytes, all of them hashed. */
    public PieceLayout(long objectLength, int pieceLength) {
        this(objectLength, pieceLength, Map.of());
    }

    /** Number of pieces. */
    public int pieceCount() {
        return Math.toIntExact((objectLength - 1) / pieceLength + 1);
    }

    /** The bytes of a piece; the last one is short. */
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
        return (int) range(piece).length();
    }

    /** Bytes of one piece, from its first on, that its hash is made of. */
    public int hashedLength(int piece) {
        return hashed.getOrDefault(piece, length(piece));
    }
}
