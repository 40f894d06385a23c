package io.s3torrent.cli;

import io.s3torrent.seeder.piece.PieceLayout;

/** The piece length of a torrent to be made: a power of two, as all clients expect. */
record PieceLength(int bytes) {
    private static final long MIN = 16 << 10;

    /**
     * Parses a size that fits.
     *
     * @throws IllegalArgumentException for anything else
     */
    static PieceLength parse(String text) {
        long bytes = Size.parse(text).bytes();
        if (bytes < MIN || bytes > PieceLayout.MAX_PIECE_LENGTH || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a power of two from 16KiB to 64MiB)");
        }
        return new PieceLength((int) bytes);
    }
}
