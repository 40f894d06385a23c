/**
 * The daemon: a seeder, with or without a gateway, that follows its sources.
 *
 * <p>{@link io.s3torrent.seeder.daemon.Daemon} is the entry point. {@code SourcePoller} lists the sources on the threads {@code
 * s3torrent-poll}, {@code FollowedObjects} compares the listings with what is seeded, and {@code SeedQueue} makes the torrents on the
 * threads {@code s3torrent-seed}.
 */
@NullMarked
package io.s3torrent.seeder.daemon;

import org.jspecify.annotations.NullMarked;
