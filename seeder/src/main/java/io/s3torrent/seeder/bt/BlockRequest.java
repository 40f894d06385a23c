package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.piece.PieceLayout;

/** What one REQUEST asks for; as hostile as the peer that sent it until {@link #isWithin} says otherwise. */
record BlockRequest(int piece, int offset, int length) {
    /** The longest block that is served, as other clients have it. */
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
