/**
 * Decides what a peer may be sent, and in which order. {@link io.s3torrent.seeder.wire.upload.RequestQueue} holds its requests, {@link
 * io.s3torrent.seeder.wire.upload.UploadRateLimiter} enforces the rate limits, and {@link
 * io.s3torrent.seeder.wire.upload.StoreReadCredit} limits reads from the store. {@link io.s3torrent.seeder.wire.upload.Choker} picks the
 * peers that get an upload slot; {@code UploadSlots} in {@code wire} calls it every turn, and {@code UploadPolicy} sets the number
 * of slots. No I/O.
 */
@NullMarked
package io.s3torrent.seeder.wire.upload;

import org.jspecify.annotations.NullMarked;
