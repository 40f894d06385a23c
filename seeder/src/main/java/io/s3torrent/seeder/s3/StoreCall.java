package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * What was asked of the store, for messages.
 *
 * @param operation as S3 names it
 * @param range empty for the whole object
 */
record StoreCall(String operation, S3Location location, Optional<ByteRange> range) {

    @Override
    public String toString() {
        String target = operation + " " + location;
        return range.map(bytes -> target + " bytes " + bytes).orElse(target);
    }
}
