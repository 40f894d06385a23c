/**
 * Who is in which swarm.
 *
 * <p>Duty: {@link io.s3torrent.tracker.swarm.SwarmStore} applies an announce and chooses peers in one step;
 * {@link io.s3torrent.tracker.swarm.MemorySwarmStore} does it in memory, as little of it as can be. Neighbours: {@code announce}
 * above, the vocabulary below; no transport. Threads: any; a shard's monitor guards all that the shard holds, and nothing is
 * called from under it that could wait.
 */
@NullMarked
package io.s3torrent.tracker.swarm;

import org.jspecify.annotations.NullMarked;
