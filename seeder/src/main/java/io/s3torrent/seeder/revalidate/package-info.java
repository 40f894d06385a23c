/**
 * Finds out that an object was deleted or replaced while its pieces still come from the cache.
 *
 * <p>Duty: {@link io.s3torrent.seeder.revalidate.Revalidation} has the torrents in use checked; {@code CheckSchedule} decides which one is
 * next and how fast checks follow each other, without any I/O; {@code VersionCheck} asks the store and decides what the answers mean;
 * {@link io.s3torrent.seeder.revalidate.Revalidation.WatchedTorrent} is one torrent, which its readers tell of each use. Neighbours: {@code s3} answers, the root
 * retires a torrent. Threads: one that looks ten times a second for a check that is due, and a few that wait for the store; none with
 * {@code never}.
 */
@NullMarked
package io.s3torrent.seeder.revalidate;

import org.jspecify.annotations.NullMarked;
