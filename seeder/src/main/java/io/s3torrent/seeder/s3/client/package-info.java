/**
 * Implements {@link io.s3torrent.seeder.s3.ObjectStore} and {@link io.s3torrent.seeder.s3.ObjectWriter} with the AWS SDK.
 *
 * <p>The path of a request: {@link io.s3torrent.seeder.s3.client.AwsObjectStore} makes a {@code RangeRead}, {@code HeadRead}, {@code
 * Listing} or the like. {@code StoreCalls} runs it: it waits for the {@code ConcurrencyLimiter} and retries according to the {@code
 * RetryPolicy}, within {@code StoreLimits}. {@code StoreClient} sends the request through the SDK and {@code StoreHttp}. Once {@code
 * BucketProperties} has learnt a {@code BucketEndpoint} from the SDK's first request to a bucket, {@code DirectRequests} sends it over our
 * own connections. {@code StoreErrors} and {@code ServiceFault} turn failures into messages. Two classes pin reads to a version with {@code
 * If-Match}: {@code StoreRequests} for the SDK, and {@code BucketEndpoint} for our own connections. All calls block and run on the caller's
 * thread.
 */
@NullMarked
package io.s3torrent.seeder.s3.client;

import org.jspecify.annotations.NullMarked;
