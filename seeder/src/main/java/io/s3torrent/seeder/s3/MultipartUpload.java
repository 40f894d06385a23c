package io.s3torrent.seeder.s3;

import java.time.Instant;
import java.util.Optional;

/**
 * An upload in parts that was begun; until it is completed or aborted, the store keeps its parts, and bills them.
 *
 * @param id the store's name for it
 * @param started when the store tells
 * @param checksumAlgorithm that all its parts must have, as the store spells it; empty when it does not tell
 */
public record MultipartUpload(
        S3Location location, String id, Optional<Instant> started, Optional<String> checksumAlgorithm) {}
