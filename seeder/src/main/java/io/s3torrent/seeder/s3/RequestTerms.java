package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * What somebody who asks us says to the store through us.
 *
 * @param requesterPays true when he knows that asking costs ({@code x-amz-request-payer})
 * @param expectedOwner account that must own the bucket ({@code x-amz-expected-bucket-owner})
 */
public record RequestTerms(boolean requesterPays, Optional<String> expectedOwner) {}
