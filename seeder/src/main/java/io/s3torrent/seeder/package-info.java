/**
 * The way of the data, from an S3 object to BitTorrent peers.
 *
 * <p>Duty: {@link io.s3torrent.seeder.Seeder} holds the whole main path on one screen; {@link io.s3torrent.seeder.SeederConfig}
 * says how. Rooms, in the order of the path: {@code s3} (the store), {@code metainfo} (the torrent), {@code piece} (verified
 * bytes), {@code engine} and {@code wire} (the peers), {@code bt} (the bt library: download, and a second engine),
 * {@code ledger} (what was read and sent). Threads: each room names and closes its own.
 */
@NullMarked
package io.s3torrent.seeder;

import org.jspecify.annotations.NullMarked;
