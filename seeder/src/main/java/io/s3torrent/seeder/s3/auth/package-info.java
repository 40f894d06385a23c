/**
 * Signature Version 4, and presigned URLs of Version 2, checked as S3 checks them.
 *
 * <p>Duty: {@link io.s3torrent.seeder.s3.auth.SignatureCheck} says who signed a request, or refuses it with S3's code. It reads what the
 * request claims ({@code Signature}, {@code PresignedUrlV2}), holds that against the clock and the key, and signs the request once more
 * ({@code CanonicalRequest} for Version 4) in each form that it may have had before a proxy changed it. Neighbours: {@code s3} for keys and
 * codes; {@code gateway} above. Threads: any; nothing here blocks or keeps state.
 */
@NullMarked
package io.s3torrent.seeder.s3.auth;

import org.jspecify.annotations.NullMarked;
