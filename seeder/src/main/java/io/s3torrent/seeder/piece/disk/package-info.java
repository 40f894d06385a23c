/**
 * The disk tier of the piece cache: units in one memory-mapped file of fixed length.
 *
 * <p>Entry point: {@link io.s3torrent.seeder.piece.disk.DiskTier}. {@code DiskSpace} decides which unit lies where, {@code DiskIndex}
 * records it across restarts, {@code WriteQueue} writes on its own thread, and {@code DiskFolder} locks the folder.
 */
@NullMarked
package io.s3torrent.seeder.piece.disk;

import org.jspecify.annotations.NullMarked;
