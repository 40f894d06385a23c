package io.s3torrent.seeder.wire.codec;

import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.seeder.piece.PieceLayout;

/** Defines the message ids (BEP 3, 6, 10, 52) and the limits that a peer must keep. */
public final class WireFormat {
    public static final int CHOKE = 0;
    public static final int UNCHOKE = 1;
    static final int INTERESTED = 2;
    static final int NOT_INTERESTED = 3;
    public static final int HAVE = 4;
    static final int BITFIELD = 5;
    static final int REQUEST = 6;
    public static final int PIECE = 7;
    static final int CANCEL = 8;
    static final int PORT = 9;
    public static final int SUGGEST = 13;
    public static final int HAVE_ALL = 14;
    public static final int HAVE_NONE = 15;
    static final int REJECT = 16;
    public static final int ALLOWED_FAST = 17;
    public static final int EXTENDED = 20;
    static final int HASH_REQUEST = 21;
    public static final int HASHES = 22;
    public static final int HASH_REJECT = 23;

    /** Bytes of a HASH_REQUEST: a root, then base layer, index, length, proof layers. */
    static final int HASH_REQUEST_LENGTH = 32 + 4 * Integer.BYTES;

    /** Bytes of a PIECE message before its block: length, id, piece, begin. */
    public static final int PIECE_HEADER = 13;

    /** The longest block that a peer may request; 16 KiB is usual. */
    static final int MAX_BLOCK = 128 << 10;

    /** The longest message that a peer may send, without its length prefix. */
    static final int MAX_MESSAGE = MAX_BLOCK + 9;

    /** The most open requests of one peer; announced as {@code reqq} (BEP 10). */
    public static final int MAX_REQUESTS = 2000;

    private WireFormat() {}

    /**
     * Checks the block that a REQUEST or CANCEL names.
     *
     * @throws CorruptedFrameException if it is not a block of this torrent
     */
    public static void checkBlock(PieceLayout layout, int piece, int begin, int length) {
        if (piece < 0 || piece >= layout.pieceCount()) {
            throw new CorruptedFrameException(
                    "piece: " + piece + " (expected: 0 to " + (layout.pieceCount() - 1) + ")");
        }
        if (begin < 0 || length < 1 || length > MAX_BLOCK || begin > layout.length(piece) - length) {
            throw new CorruptedFrameException("block: " + begin + ", " + length + " bytes of piece " + piece
                    + " (expected: within its " + layout.length(piece) + ", at most " + MAX_BLOCK + ")");
        }
    }
}
