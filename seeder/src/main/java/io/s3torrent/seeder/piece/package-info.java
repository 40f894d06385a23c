/**
 * Verified pieces, from memory or from the store.
 *
 * <p>Duty: {@link io.s3torrent.seeder.piece.PieceSource} gives a piece to whoever asks. Behind it, from the outside in:
 *
 * <pre>
 * S3PieceSource   a piece is a slice of a unit: a piece, or a window of small ones
 * PieceCache      the memory tier, and one load in flight for all who ask for the same unit
 * DiskUnits       the disk tier, if there is one (DiskTier: DiskSpace, DiskIndex, MappedFile)
 * StoreUnits      one pinned ranged GET, with neighbours that wait, hashed in the pass that fills the buffers
 * </pre>
 *
 * <p>All bytes in memory, in flight or still being sent count against one bound; mapped ones are the page cache's. {@code
 * HashedContent} fills both tiers from the pass that makes a torrent. Neighbours: {@code s3} below, {@code wire}, {@code bt} and
 * {@code metainfo} above. Threads: a store thread fills a buffer, hands it over once and never touches it again; threads of the
 * disk tier check what is mapped, and write behind the back of those who read.
 */
@NullMarked
package io.s3torrent.seeder.piece;

import org.jspecify.annotations.NullMarked;
