/**
 * What it takes to seed.
 *
 * <p>Duty: the seam {@link io.s3torrent.seeder.engine.SeedEngine}, which the Netty wire and the bt library both implement, and
 * the schedule of announces to other people's trackers. Neighbours: {@code metainfo} and {@code piece} below; {@code wire} and
 * {@code bt} implement it, {@code Seeder} calls it. Threads: an engine owns its threads; calls may come from any.
 */
@NullMarked
package io.s3torrent.seeder.engine;

import org.jspecify.annotations.NullMarked;
