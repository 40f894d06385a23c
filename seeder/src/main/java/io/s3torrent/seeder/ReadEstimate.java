package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.S3Location;

/**
 * What it would take to have the torrent of an object.
 *
 * @param layout size and pieces of the torrent
 * @param reading requests and bytes; the one that asked for the size is among them
 */
public record ReadEstimate(S3Location source, PieceLayout layout, Usage reading) {}
