/**
 * The {@link io.s3torrent.seeder.s3.ObjectStore} and {@link io.s3torrent.seeder.s3.ObjectWriter} over the AWS SDK.
 *
 * <p>The path of a request: {@link io.s3torrent.seeder.s3.client.AwsObjectStore} makes a {@code RangeRead}, {@code HeadRead}, {@code
 * Listing} or the like. {@code StoreCalls} runs it: it waits for the {@code ConcurrencyLimiter} and retries by the {@code RetryPolicy}, within
 * {@code StoreLimits}. {@code StoreClient} sends it by the SDK, over {@code StoreHttp}, or {@code DirectRequests} sends it over our own
 * connections once {@code BucketProperties} knows a {@code BucketEndpoint} from the SDK's first request to the bucket. {@code StoreErrors} and {@code
 * ServiceFault} turn failures into messages. Reads are pinned to a version by {@code If-Match}, in two
 * places: {@code StoreRequests} for the SDK, and {@code BucketEndpoint} for our own connections. All calls block; they run on the caller's thread.
 */
@NullMarked
package io.s3torrent.seeder.s3.client;

import org.jspecify.annotations.NullMarked;
