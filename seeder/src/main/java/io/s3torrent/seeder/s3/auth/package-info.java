/**
 * Checks Signature Version 4 and presigned URLs of Version 2 as S3 does.
 *
 * <p>{@link io.s3torrent.seeder.s3.auth.SignatureCheck} finds the key that signed a request, or rejects the request with S3's error code.
 * It reads the claimed signature ({@code Signature}, {@code PresignedUrlV2}), checks its time and its key, and signs the request again
 * ({@code CanonicalRequest} for Version 4) in each form that it may have had before a proxy changed it. {@code gateway} calls it. The
 * package is stateless and thread-safe, and nothing in it blocks.
 */
@NullMarked
package io.s3torrent.seeder.s3.auth;

import org.jspecify.annotations.NullMarked;
