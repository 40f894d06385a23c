package io.s3torrent.seeder.s3;

import java.util.Map;

/**
 * What is said of an object that is put.
 *
 * @param contentType as in HTTP
 * @param metadata by name, without {@code x-amz-meta-}; US-ASCII only
 * @param ifNoneMatch true to put it only where there is no object
 */
public record PutOptions(String contentType, Map<String, String> metadata, boolean ifNoneMatch) {
    public PutOptions {
        metadata = Map.copyOf(metadata);
    }

    /** Nothing but its type. */
    public static PutOptions of(String contentType) {
        return new PutOptions(contentType, Map.of(), false);
    }
}
