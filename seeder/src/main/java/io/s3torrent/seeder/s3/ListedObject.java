package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * An object as a listing tells of it, which is less than HEAD does: nothing of versions.
 *
 * @param length bytes
 * @param etag as the store sends it, quotes included; empty when it sends none
 * @param storageClass as the store calls it; empty when it does not tell
 */
public record ListedObject(S3Location location, long length, String etag, Optional<String> storageClass) {
    public ListedObject {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
        }
    }
}
