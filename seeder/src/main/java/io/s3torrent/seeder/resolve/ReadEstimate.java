package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceLayout;

/**
 * What it would take to have a torrent.
 *
 * @param layout size and pieces of the torrent
 * @param reading requests and bytes; those that it took to know this are among them
 */
public record ReadEstimate(TorrentSource source, PieceLayout layout, Usage reading) {

    /** The same with more to read. */
    ReadEstimate plus(Usage more) {
        return new ReadEstimate(source, layout, reading.plus(more));
    }
}
