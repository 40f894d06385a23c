/**
 * Shares one set of peers between several trackers.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.cluster.Cluster} joins and leaves. Each node keeps all swarms in memory and sends its
 * announces to the others through Redis, in batches; no announce waits for that. A change passes through {@code ClusterSwarmStore}, {@code
 * ChangeQueue}, {@code ClusterNode} (which numbers it), {@code ClusterBus}, and the {@code ClusterNode} and store of every other tracker.
 * A node that joins or missed a message loads a whole store through {@code SnapshotStore}.
 *
 * <p>Only this package uses Lettuce. Threads: {@code s3torrent-cluster}, and the threads of Lettuce, which deliver messages; the monitor of
 * a node guards the state that both use.
 */
@NullMarked
package io.s3torrent.tracker.cluster;

import org.jspecify.annotations.NullMarked;
