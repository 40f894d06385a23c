/**
 * Torrents as values: what a .torrent file says, read as libtorrent reads it and written canonically, and how one is made from an object.
 *
 * <p>Duty: {@link io.s3torrent.seeder.metainfo.Metainfo} and its {@link io.s3torrent.seeder.metainfo.Info};
 * {@link io.s3torrent.seeder.hashing.TorrentMaker} hashes an object into one. A torrent is a function of the bytes and the
 * name. Neighbours: {@code s3} and {@code piece} below. Threads: values are immutable; the maker says which threads it uses.
 */
@NullMarked
package io.s3torrent.seeder.metainfo;

import org.jspecify.annotations.NullMarked;
