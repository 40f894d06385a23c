package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.piece.PieceLayout;

/** The block that a REQUEST asks for. Its numbers come from a peer and are unchecked until {@link #isWithin} returns true. */
record BlockRequest(int piece, int offset, int length) {
    /** The longest block that is served, as in other clients. */
    static final int MAX_LENGTH = 128 << 10;

    boolean isWithin(PieceLayout layout) {
        return piece >= 0
                && piece < layout.pieceCount()
                && offset >= 0
                && length > 0
                && length <= MAX_LENGTH
                && offset <= layout.length(piece) - length;
    }
}
