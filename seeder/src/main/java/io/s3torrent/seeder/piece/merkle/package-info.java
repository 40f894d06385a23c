/**
 * The SHA-256 trees of BitTorrent v2 (BEP 52): {@link io.s3torrent.seeder.piece.merkle.MerkleTree} over blocks, {@link
 * io.s3torrent.seeder.piece.merkle.MerkleLayers} from the piece layer to the root. They have no threads.
 */
@NullMarked
package io.s3torrent.seeder.piece.merkle;

import org.jspecify.annotations.NullMarked;
