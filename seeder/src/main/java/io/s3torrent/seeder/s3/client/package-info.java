/**
 * The {@link io.s3torrent.seeder.s3.ObjectStore} and {@link io.s3torrent.seeder.s3.ObjectWriter} over the AWS SDK.
 *
 * <p>The path of a request: {@link io.s3torrent.seeder.s3.client.AwsObjectStore} or {@code RangeRead}, then {@code StoreCalls}, which
 * waits for the {@code ConcurrencyLimiter} and retries by {@code RetryPolicy} and {@code RetryLimits}, then {@code StoreClient}. It sends
 * the request by the SDK, or by {@code DirectRequests} over our own connections once the SDK's first request to a bucket has shown the
 * way. {@code StoreErrors} and {@code ServiceFault} turn failures into messages. All calls block; they run on the caller's thread.
 */
@NullMarked
package io.s3torrent.seeder.s3.client;

import org.jspecify.annotations.NullMarked;
