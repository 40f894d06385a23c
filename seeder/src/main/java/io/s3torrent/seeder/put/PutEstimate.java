package io.s3torrent.seeder.put;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceLayout;

/**
 * The estimated requests of an upload.
 *
 * @param layout the file's pieces
 * @param parts the number of requests that carry the file
 * @param usage all requests, if none is repeated
 */
public record PutEstimate(PieceLayout layout, int parts, Usage usage) {
    /** The requests for the sidecar: a HEAD of an existing one, the put, and a HEAD that checks the result. */
    private static final Usage SIDECAR = new Usage(2, 1, 0, 0);

    /** The requests that list unfinished uploads, begin one, and complete it. */
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
