/**
 * The only package that uses the bt library: it downloads torrents, resolves magnet links, and is a second seed engine.
 *
 * <p>{@link io.s3torrent.seeder.bt.BtDownload} downloads a torrent into a folder; {@link io.s3torrent.seeder.bt.BtSeedEngine} seeds. Guice
 * bindings replace the library's weak parts: it listens on a port that we bound ({@code PeerPort}), reads pieces without blocking its
 * single dispatcher thread ({@code PieceReads}), sees bencode only in our encoding ({@code GuardedProtocol}), and writes files under our
 * own names ({@code DownloadStorage}). Neighbours: {@code metainfo}, {@code piece} and {@code engine} below; {@code Seeder} and the
 * command line above.
 *
 * <p>Threads: the names of all library threads start with the bound port, such as {@code 6881.bt.net.message-dispatcher}. Closing waits for
 * their end.
 */
@NullMarked
package io.s3torrent.seeder.bt;

import org.jspecify.annotations.NullMarked;
