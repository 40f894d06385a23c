/**
 * Swarms that outlive a process.
 *
 * <p>Duty: {@link io.s3torrent.tracker.swarm.snapshot.ChecksummedSwarms} gives a slice of a store its time and its checksum;
 * {@link io.s3torrent.tracker.swarm.snapshot.SwarmSnapshots.SnapshotFile} keeps all slices in a file. Neighbours: {@code swarm} below, {@code cluster} beside it,
 * which keeps the same bytes elsewhere. Threads: one of the state file's own, as disks make one wait.
 */
@NullMarked
package io.s3torrent.tracker.swarm.snapshot;

import org.jspecify.annotations.NullMarked;
