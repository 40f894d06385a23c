/**
 * The peers of each torrent.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.swarm.SwarmStore} applies an announce and chooses peers in one step. {@link
 * io.s3torrent.tracker.swarm.MemorySwarmStore} does so in little memory.
 *
 * <p>Threads: any; the monitor of a shard guards all that the shard holds, and no code under it waits.
 */
@NullMarked
package io.s3torrent.tracker.swarm;

import org.jspecify.annotations.NullMarked;
