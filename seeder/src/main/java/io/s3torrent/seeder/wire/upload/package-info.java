/**
 * What a peer may be sent, and in which order: {@link io.s3torrent.seeder.wire.upload.RequestQueue} holds its requests, {@link
 * io.s3torrent.seeder.wire.upload.UploadLimit} the rate limits, {@link io.s3torrent.seeder.wire.upload.Choker} the upload slots, {@link
 * io.s3torrent.seeder.wire.upload.StoreCredit} how much may be read from the store for it. No I/O.
 */
@NullMarked
package io.s3torrent.seeder.wire.upload;

import org.jspecify.annotations.NullMarked;
