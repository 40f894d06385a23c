package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * One state of an object, to which reads are pinned: the same key overwritten is another version.
 *
 * @param length in bytes
 * @param etag as the store sends it, quotes included
 * @param versionId in a bucket with versions
 */
public record ObjectVersion(S3Location location, long length, String etag, Optional<String> versionId) {
    public ObjectVersion {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
        }
    }
}
