/**
 * Keeps swarms across restarts.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.swarm.snapshot.SwarmSnapshots} writes all slices of a store to a file. {@link
 * io.s3torrent.tracker.swarm.snapshot.ChecksummedSwarms} adds time and checksum to a slice; the cluster stores the same bytes in Redis.
 *
 * <p>Threads: {@code s3torrent-state}, because disks block.
 */
@NullMarked
package io.s3torrent.tracker.swarm.snapshot;

import org.jspecify.annotations.NullMarked;
