/**
 * Finds or makes the torrent of an object with the fewest bytes read.
 *
 * <p>Entry point: {@link io.s3torrent.seeder.resolve.TorrentResolver}. A {@link io.s3torrent.seeder.resolve.TorrentRequest} says what the
 * user wants. {@code TorrentPlanner} pins its objects and decides its options, which makes a {@link
 * io.s3torrent.seeder.resolve.TorrentPlan}. {@link io.s3torrent.seeder.resolve.TorrentOrigins} asks one {@link
 * io.s3torrent.seeder.resolve.TorrentOrigin} after the other for a {@link io.s3torrent.seeder.resolve.Torrent}: the state folder, the
 * sidecar next to the object, the checksums of its parts, the store's own torrent, and finally hashing, which always succeeds if the object
 * can be read. All origins give the same info for the same plan. All calls run on the caller's thread.
 */
@NullMarked
package io.s3torrent.seeder.resolve;

import org.jspecify.annotations.NullMarked;
