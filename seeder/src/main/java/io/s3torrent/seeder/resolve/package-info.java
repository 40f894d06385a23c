/**
 * Where a torrent comes from, with the fewest bytes read.
 *
 * <p>Entry point: {@link io.s3torrent.seeder.resolve.TorrentResolver}. A {@link io.s3torrent.seeder.resolve.TorrentRequest} says what the
 * user wants. {@code TorrentPlanner} pins its objects and decides its options, which makes a {@link
 * io.s3torrent.seeder.resolve.TorrentPlan}. {@link io.s3torrent.seeder.resolve.TorrentOrigins} asks one {@link
 * io.s3torrent.seeder.resolve.TorrentOrigin} after the other for a {@link io.s3torrent.seeder.resolve.Torrent}: the state folder, the
 * sidecar beside the object, the checksums of the parts it was uploaded in, the store's own torrent, and in the end hashing, which always
 * gives one. All origins give the same info for the same plan. Threads: the caller's.
 */
@NullMarked
package io.s3torrent.seeder.resolve;

import org.jspecify.annotations.NullMarked;
