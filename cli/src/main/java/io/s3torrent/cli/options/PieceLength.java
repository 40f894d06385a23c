package io.s3torrent.cli.options;

import io.s3torrent.cli.output.Size;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;

/** The piece length of a torrent to be made: what the size asks for, the length of the object's parts, or a power of two. */
public record PieceLength(PieceLengthChoice choice) {
    private static final long MIN = 16 << 10;

    /**
     * Parses {@code auto}, {@code parts} or a size that fits.
     *
     * @throws IllegalArgumentException for anything else
     */
    static PieceLength parse(String text) {
        return new PieceLength(
                switch (text) {
                    case "auto" -> new PieceLengthChoice.Auto();
                    case "parts" -> new PieceLengthChoice.Parts();
                    default -> bytes(text);
                });
    }

    private static PieceLengthChoice bytes(String text) {
        long bytes = Size.parse(text).bytes();
        if (bytes < MIN || bytes > PieceLayout.MAX_PIECE_LENGTH || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a power of two from 16KiB to 512MiB)");
        }
        return new PieceLengthChoice.Bytes((int) bytes);
    }
}
