package io.s3torrent.seeder.put;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceLayout;

/**
 * What an upload would do.
 *
 * @param layout the file's pieces
 * @param parts how many requests carry them
 * @param usage all requests, when none must be repeated
 */
public record PutEstimate(PieceLayout layout, int parts, Usage usage) {
    /** The sidecar: a look at what is in its place, itself, and a look at what became of it. */
    private static final Usage SIDECAR = new Usage(2, 1, 0, 0);

    /** Those that look for unfinished uploads, begin one, and complete it. */
    private static final int AROUND_PARTS = 3;

    /** The look at what is in the place of the object, before it is put and again before parts are joined. */
    private static final int LOOKS = 2;

    static PutEstimate of(PieceLayout pieces, boolean force) {
        int parts = PartLayout.of(pieces.objectLength(), pieces.pieceLength()).count();
        int looks = force ? 0 : Math.min(parts, LOOKS);
        Usage content = new Usage(1 + looks, parts == 1 ? 1 : parts + AROUND_PARTS, 0, 0);
        return new PutEstimate(pieces, parts, content.plus(SIDECAR));
    }
}
