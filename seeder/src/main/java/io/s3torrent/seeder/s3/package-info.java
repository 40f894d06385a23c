/**
 * The store: one object's facts, and its bytes by pinned ranged GETs.
 *
 * <p>Duty: {@link io.s3torrent.seeder.s3.ObjectStore} is the whole view of S3 that the rest of the seeder has; every error
 * becomes an {@link io.s3torrent.seeder.s3.ObjectException} that says which object, which range and what to do. Neighbours: the
 * AWS SDK, and {@code ledger}, which counts every request. Threads: all calls block, and belong on a store thread, never on an event loop.
 */
@NullMarked
package io.s3torrent.seeder.s3;

import org.jspecify.annotations.NullMarked;
