/**
 * Stores the peers of each torrent.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.swarm.SwarmStore} applies an announce and chooses peers in one step. {@link
 * io.s3torrent.tracker.swarm.MemorySwarmStore} implements it with little memory.
 *
 * <p>Threads: any; the monitor of a shard guards its content, and is never held while blocking.
 */
@NullMarked
package io.s3torrent.tracker.swarm;

import org.jspecify.annotations.NullMarked;
