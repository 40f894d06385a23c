package io.s3torrent.seeder.s3;

import java.util.Map;

/**
 * An object and its user metadata.
 *
 * @param metadata by lower-case name, without {@code x-amz-meta-}
 */
public record StoredObject(ObjectVersion version, Map<String, String> metadata) {
    public StoredObject {
        metadata = Map.copyOf(metadata);
    }
}
