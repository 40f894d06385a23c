package io.s3torrent.seeder.revalidate;

import io.s3torrent.seeder.s3.S3Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Remembers, for each bucket, the last two objects that the store gave access to.
 *
 * <p>When the store denies access to an object, a request for another one of the same bucket shows whether only this object is affected.
 * Two objects are enough, because at least one of them differs from the denied one.
 */
final class NeighbourObjects {
    private final Map<String, List<S3Location>> byBucket = new ConcurrentHashMap<>();

    /** Records that the store gave access to an object. */
    void answered(S3Location object) {
        byBucket.merge(
                object.bucket(),
                List.of(object),
                (known, last) -> Stream.concat(last.stream(), known.stream())
                        .distinct()
                        .limit(2)
                        .toList());
    }

    /** An object of the same bucket other than this one. */
    Optional<S3Location> other(S3Location object) {
        return byBucket.getOrDefault(object.bucket(), List.of()).stream()
                .filter(known -> !known.equals(object))
                .findFirst();
    }
}
