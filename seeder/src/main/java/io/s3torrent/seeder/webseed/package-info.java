/**
 * The web seed (BEP 19): files of seeded torrents over HTTP.
 *
 * <p>{@link io.s3torrent.seeder.webseed.WebSeed} finds the torrent and the file that a URL names ({@code TorrentFileRange}) and answers
 * with the requested range. It reads the same pieces as peers do, under the same upload limits ({@code SwarmContentStream} in {@code
 * wire} waits for them). {@code StreamTable} limits the number of simultaneous downloads ({@code WebSeedLimits}), not their rate. Under
 * {@code --copies}, the engine decides which pieces a client gets that is also a peer.
 *
 * <p>Neighbours: {@code net.http} serves it; the engine has the torrents and their bytes. Threads: the event loops of {@code net.http},
 * which never block.
 */
@NullMarked
package io.s3torrent.seeder.webseed;

import org.jspecify.annotations.NullMarked;
