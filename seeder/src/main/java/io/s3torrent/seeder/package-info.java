/**
 * The way of the data, from an S3 object to BitTorrent peers.
 *
 * <p>Entry points: {@link io.s3torrent.seeder.Seeder} holds the whole main path on one screen; {@link
 * io.s3torrent.seeder.SeederConfig} says how to run it. {@link io.s3torrent.seeder.TorrentCreator} makes torrents without seeding
 * them. Packages, in the order of the path: {@code s3} (the store), {@code resolve} and {@code metainfo} (the torrent), {@code piece}
 * (verified bytes), {@code engine} and {@code wire} (the peers), {@code bt} (the bt library: download, and a second engine), {@code
 * ledger} (what was read and sent). A new number for {@code /stats} and {@code /metrics} is counted where it arises, added to {@code
 * SeederSnapshot}, and named in {@code SeederStatusSource}. Threads: each package names and closes its own; {@link io.s3torrent.seeder.BudgetWatch} has one.
 */
@NullMarked
package io.s3torrent.seeder;

import org.jspecify.annotations.NullMarked;
