/**
 * Verified pieces of an S3 object: from memory, or else from the disk tier, or else from the store.
 *
 * <p>Entry point: {@link io.s3torrent.seeder.piece.cache.S3PieceSource}. From the outside in:
 *
 * <pre>
 * S3PieceSource   a piece is a slice of a unit: one piece, or a window of small pieces
 * PieceCache      the memory tier; joins concurrent loads of the same unit
 *                 (EvictionOrder decides which unit goes first)
 * DiskUnits       the disk tier, if there is one
 * StoreUnits      one pinned ranged GET, which includes waiting adjacent units; hashes them in the same pass
 * </pre>
 *
 * <p>A piece with a wrong hash is read once more by {@code StoreUnits}; then {@code BadPieces} remembers it, and {@code BadPieceRetries}
 * schedules retries after growing pauses.
 *
 * <p>{@code PieceMemory} applies one limit to all bytes in memory, in flight and being sent; {@code MemoryShare} to those in flight for one torrent. {@code HashedContent} fills both tiers while a
 * torrent is made. Store threads fill a buffer, hand it over once and never touch it again.
 */
@NullMarked
package io.s3torrent.seeder.piece.cache;

import org.jspecify.annotations.NullMarked;
