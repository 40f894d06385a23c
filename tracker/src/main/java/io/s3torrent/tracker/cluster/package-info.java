/**
 * Several trackers that are one.
 *
 * <p>Duty: each node keeps all swarms in memory and tells the others of each announce it took, through Redis, in batches; no announce
 * ever waits for it. {@link io.s3torrent.tracker.cluster.Cluster} starts and stops it. The way of a change:
 * {@code ClusterSwarmStore} → {@code Outbox} → {@code Node} (numbers it) → {@code Bus} → {@code Node} of another → its store. The other
 * way round is {@code Shelves}: whole stores, slice by slice, for those who join or missed something. Neighbours: {@code swarm} and
 * {@code snapshot} below; the only room that sees Lettuce. Threads: one that ticks, and Lettuce's, on which messages arrive; a node's
 * monitor guards what both touch.
 */
@NullMarked
package io.s3torrent.tracker.cluster;

import org.jspecify.annotations.NullMarked;
