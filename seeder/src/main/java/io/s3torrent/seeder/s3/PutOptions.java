package io.s3torrent.seeder.s3;

import java.util.Map;
import java.util.Optional;

/**
 * What is said of an object that is put.
 *
 * @param contentType as in HTTP
 * @param metadata by lower-case name, without {@code x-amz-meta-}; US-ASCII only
 * @param ifNoneMatch true to put it only where there is no object
 * @param ifMatch the ETag of the only object that it may replace
 */
public record PutOptions(
        String contentType, Map<String, String> metadata, boolean ifNoneMatch, Optional<String> ifMatch) {
    public PutOptions {
        metadata = Map.copyOf(metadata);
    }

    /** Nothing but its type. */
    public static PutOptions of(String contentType) {
        return new PutOptions(contentType, Map.of(), false, Optional.empty());
    }

    public boolean isConditional() {
        return ifNoneMatch || ifMatch.isPresent();
    }

    public PutOptions unconditional() {
        return new PutOptions(contentType, metadata, false, Optional.empty());
    }
}
