/**
 * The only room for the bt library: it downloads, resolves magnets, and is the second seed engine.
 *
 * <p>Duty: {@link io.s3torrent.seeder.bt.BtDownload} fetches a torrent into a folder; {@link io.s3torrent.seeder.bt.BtSeedEngine}
 * serves one. What the library does not do well is overridden by Guice bindings: it listens on a port that we bound
 * ({@code PeerPort}), reads pieces without blocking its one dispatcher thread ({@code PieceReads}), sees bencode only as
 * we write it ({@code GuardedProtocol}), and writes through our own names ({@code DownloadStorage}). Neighbours:
 * {@code metainfo}, {@code piece} and {@code engine} below; {@code Seeder} and the command line above.
 *
 * <p>Threads: all of the library's carry names that start with the bound port, as in {@code 6881.bt.net.message-dispatcher}; closing
 * waits for their end.
 */
@NullMarked
package io.s3torrent.seeder.bt;

import org.jspecify.annotations.NullMarked;
