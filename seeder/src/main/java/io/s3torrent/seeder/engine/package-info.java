/**
 * Seeding independent of the peer protocol: the interface {@link io.s3torrent.seeder.engine.SeedEngine}, which {@code wire} and {@code bt}
 * implement, and the announcing of torrents.
 *
 * <p>{@code ActiveTorrents} holds the torrents that are seeded now. {@code Announcer} announces them to other people's trackers ({@code
 * TrackerMembership} is one torrent at one tracker), {@code DhtSchedule} to the DHT. Neighbours: {@code metainfo} and {@code piece}
 * below, {@code Seeder} above. Threads: an engine owns its threads; any thread may call it.
 */
@NullMarked
package io.s3torrent.seeder.engine;

import org.jspecify.annotations.NullMarked;
