/**
 * Pieces and their content: where each piece lies ({@link io.s3torrent.seeder.piece.PieceLayout}), what it must hash to ({@link
 * io.s3torrent.seeder.piece.PieceHashes}), and who gives its verified bytes ({@link io.s3torrent.seeder.piece.PieceSource}).
 *
 * <p>{@link io.s3torrent.seeder.piece.Content} reads the objects that a torrent is made of. {@code piece.cache} implements {@code
 * PieceSource} for S3.
 */
@NullMarked
package io.s3torrent.seeder.piece;

import org.jspecify.annotations.NullMarked;
