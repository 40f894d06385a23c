/**
 * Makes the {@code info} dictionary of a torrent by reading its content once.
 *
 * <p>Entry point: {@link io.s3torrent.seeder.hashing.TorrentMaker}; {@code PieceCheck} compares bytes with a torrent that there is. It reads parallel ranges, hashes the pieces with {@link
 * io.s3torrent.seeder.hashing.TorrentHashes}, and compares the bytes with the checksums of the store in the same pass ({@code
 * ContentVerifier}). The calling thread waits; ranges are read on the threads of a pool that the caller owns.
 */
@NullMarked
package io.s3torrent.seeder.hashing;

import org.jspecify.annotations.NullMarked;
