/**
 * Signature Version 4, checked as S3 checks it.
 *
 * <p>Duty: {@link io.s3torrent.seeder.s3.sigv4.SignatureCheck} says who signed a request, or refuses it with S3's code. The way of a
 * request: {@code Signature} reads what it claims, {@code SignatureCheck} holds that against the clock and the key, {@code Resigned}
 * signs it once more with the SDK. Neighbours: the AWS SDK, {@code s3} for keys and codes; {@code gateway} above. Threads: any;
 * nothing here blocks or keeps state.
 */
@NullMarked
package io.s3torrent.seeder.s3.sigv4;

import org.jspecify.annotations.NullMarked;
