package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * The S3 request headers of a gateway client that the gateway passes on to the store.
 *
 * @param requesterPays true when the client accepts the charges ({@code x-amz-request-payer})
 * @param expectedOwner account that must own the bucket ({@code x-amz-expected-bucket-owner})
 */
public record RequestTerms(boolean requesterPays, Optional<String> expectedOwner) {}
