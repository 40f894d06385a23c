/**
 * What a peer may be sent, and in which order: {@link io.s3torrent.seeder.wire.upload.RequestQueue} holds its requests, {@link
 * io.s3torrent.seeder.wire.upload.UploadRateLimiter} the rate limits, {@link io.s3torrent.seeder.wire.upload.StoreReadCredit} how much may be read
 * from the store for it. {@link io.s3torrent.seeder.wire.upload.Choker} picks the peers that get an upload slot; {@code UploadSlots} in
 * {@code wire} calls it every turn, and {@code UploadPolicy} says how many slots there are. No I/O.
 */
@NullMarked
package io.s3torrent.seeder.wire.upload;

import org.jspecify.annotations.NullMarked;
