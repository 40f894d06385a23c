/**
 * The path of the data, from an S3 object to BitTorrent peers.
 *
 * <p>Entry points: {@link io.s3torrent.seeder.Seeder} shows the whole path on one screen; {@link io.s3torrent.seeder.SeederConfig}
 * configures it. {@link io.s3torrent.seeder.TorrentCreator} creates torrents without seeding them.
 *
 * <p>Packages, in the order of the path: {@code s3} (the store), {@code resolve} and {@code metainfo} (the torrent), {@code piece}
 * (verified bytes), {@code engine} and {@code wire} (the peers), {@code bt} (the bt library: download, and a second engine), {@code
 * ledger} (bytes read and sent). To add a number to {@code /stats} and {@code /metrics}, count it where it arises, add it to {@code
 * SeederSnapshot}, and name it in {@code SeederStatusSource}. Threads: each package names and closes its own; {@link
 * io.s3torrent.seeder.BudgetWatch} has one.
 */
@NullMarked
package io.s3torrent.seeder;

import org.jspecify.annotations.NullMarked;
