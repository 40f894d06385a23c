/**
 * The web seed (BEP 19): files of seeded torrents over HTTP.
 *
 * <p>{@link io.s3torrent.seeder.webseed.WebSeed} finds the torrent and the file that a URL names ({@code TorrentFileRange}) and answers
 * with the range that was requested. It reads from the same pieces as peers do, under the same upload limits ({@code SwarmContentStream} in
 * {@code wire} waits for them). {@code StreamTable} bounds the number of downloads at a time ({@code WebSeedLimits}), not their rate. Neighbours: {@code net.http} carries it, the engine has the torrents and their
 * bytes. Threads: the event loops of {@code net.http}, which never block.
 */
@NullMarked
package io.s3torrent.seeder.webseed;

import org.jspecify.annotations.NullMarked;
