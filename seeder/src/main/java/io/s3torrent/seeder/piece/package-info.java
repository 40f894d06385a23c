/**
 * Pieces and their content: the byte range of each piece ({@link io.s3torrent.seeder.piece.PieceLayout}), its hash ({@link
 * io.s3torrent.seeder.piece.PieceHashes}), and its verified bytes ({@link io.s3torrent.seeder.piece.PieceSource}).
 *
 * <p>{@link io.s3torrent.seeder.piece.Content} reads the objects of a torrent. {@code piece.cache} implements {@code PieceSource} for S3.
 */
@NullMarked
package io.s3torrent.seeder.piece;

import org.jspecify.annotations.NullMarked;
