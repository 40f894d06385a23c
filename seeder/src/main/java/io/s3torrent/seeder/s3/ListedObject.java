package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * An object as a listing reports it. A listing has less than HEAD: it has no version ids.
 *
 * @param length bytes
 * @param etag as the store sends it, quotes included; empty when it sends none
 * @param storageClass as the store spells it; empty when the listing has none
 */
public record ListedObject(S3Location location, long length, String etag, Optional<String> storageClass) {
    public ListedObject {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
        }
    }
}
