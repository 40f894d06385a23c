package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.origin.Origin;
import io.s3torrent.seeder.piece.PieceLayout;

/**
 * What it would take to have a torrent.
 *
 * @param layout its size and pieces
 * @param origin where it would come from
 * @param usage requests and bytes; the requests that told this are among them
 */
public record ReadEstimate(SeedSource source, PieceLayout layout, Origin origin, Usage usage) {}
