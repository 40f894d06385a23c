/**
 * The web seed (BEP 19): files of seeded torrents over HTTP.
 *
 * <p>Duty: {@link io.s3torrent.seeder.webseed.WebSeed} finds the torrent and the file that a URL names ({@code TorrentFileRange}), and answers with
 * as much of it as is asked for; {@code FileBody} reads that from where peers get theirs, under their limits; {@code Streams} bounds how
 * many do so at a time. Neighbours: {@code http} carries it, the engine has the torrents and their bytes. Threads: the event loops
 * of {@code http}, which never wait.
 */
@NullMarked
package io.s3torrent.seeder.webseed;

import org.jspecify.annotations.NullMarked;
