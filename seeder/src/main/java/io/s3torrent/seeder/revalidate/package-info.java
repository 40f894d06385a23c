/**
 * Detects that an object was deleted or replaced while its pieces still come from the cache.
 *
 * <p>{@link io.s3torrent.seeder.revalidate.Revalidation} runs the checks of torrents in use. {@code CheckSchedule} decides, without I/O,
 * which torrent is next and how fast checks follow each other. {@code VersionCheck} asks the store and interprets the answers. {@link
 * io.s3torrent.seeder.revalidate.Revalidation.WatchedTorrent} is one torrent, whose readers report each use. The seeder's root package ends
 * a torrent whose object is gone. Threads: one looks for due checks ten times a second, and a few wait for the store; none if the checks
 * are switched off ({@code never}).
 */
@NullMarked
package io.s3torrent.seeder.revalidate;

import org.jspecify.annotations.NullMarked;
