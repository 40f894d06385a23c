/**
 * Where a torrent comes from, with the fewest bytes read.
 *
 * <p>Duty: {@link io.s3torrent.seeder.resolve.TorrentOrigins} asks one {@link io.s3torrent.seeder.resolve.TorrentOrigin} after the
 * other: the torrent kept from before, the sidecar beside the object, the checksums of the parts it was uploaded in, the store's
 * own torrent, and in the end hashing, which always gives one. All give the same info for the same content and spec, and what
 * is wrong or unknown is passed over. Neighbours: {@code s3}, {@code piece} and {@code metainfo} below; the seeder's main path
 * above. Threads: the caller's.
 */
@NullMarked
package io.s3torrent.seeder.resolve;

import org.jspecify.annotations.NullMarked;
