/**
 * Torrents as values: .torrent files, info dictionaries and magnet links, read as libtorrent reads them and written canonically.
 *
 * <p>The main types are {@link io.s3torrent.seeder.metainfo.Metainfo} and its {@link io.s3torrent.seeder.metainfo.Info}. {@link
 * io.s3torrent.seeder.hashing.TorrentMaker} hashes an object into an {@code Info}, which depends only on the bytes, the name and the
 * options. This package uses {@code s3} and {@code piece}. All values are immutable.
 */
@NullMarked
package io.s3torrent.seeder.metainfo;

import org.jspecify.annotations.NullMarked;
