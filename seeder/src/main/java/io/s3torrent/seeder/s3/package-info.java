/**
 * The store: objects' facts, their bytes by pinned ranged GETs, and new ones.
 *
 * <p>The way of a request: {@code AwsObjectStore} or {@code RangeRead} → {@code StoreCalls}, which lets it through the
 * {@code StoreGate} and repeats it as {@code Remedies} and {@code Patience} have it → {@code StoreClient}, the SDK,
 * or {@code DirectRequests}, which sends them the way that the SDK took to the same bucket → {@code StoreErrors} and {@code ServiceFault}, which say what went wrong.
 *
 * <p>Duty: {@link io.s3torrent.seeder.s3.ObjectStore} is the whole view of S3 that the rest of the seeder has, but for
 * {@link io.s3torrent.seeder.s3.ObjectWriter}, which {@code upload} and whoever leaves sidecars need besides; every error
 * becomes an {@link io.s3torrent.seeder.s3.ObjectException} that says which object, which range and what to do. Neighbours: the
 * AWS SDK, {@code s3.http}, and {@code ledger}, which counts every request. Threads: all calls block, and belong on a store thread, never on an event loop.
 */
@NullMarked
package io.s3torrent.seeder.s3;

import org.jspecify.annotations.NullMarked;
