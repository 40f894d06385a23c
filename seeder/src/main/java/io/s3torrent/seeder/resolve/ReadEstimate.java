package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceLayout;

/**
 * The estimated cost of making a torrent.
 *
 * @param layout size and pieces of the torrent
 * @param reading requests and bytes, including those of the estimate itself
 */
public record ReadEstimate(TorrentSource source, PieceLayout layout, Usage reading) {

    /** The same estimate with additional reads. */
    ReadEstimate plus(Usage more) {
        return new ReadEstimate(source, layout, reading.plus(more));
    }
}
