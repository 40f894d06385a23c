package io.s3torrent.seeder.revalidate;

import io.s3torrent.seeder.s3.S3Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The last two objects of each bucket that the store gave: one of them tells whether it gives anything but a third one. */
final class NeighbourObjects {
    private final Map<String, List<S3Location>> byBucket = new ConcurrentHashMap<>();

    /** The store gave an object. */
    void answered(S3Location object) {
        byBucket.merge(
                object.bucket(),
                List.of(object),
                (known, last) -> Stream.concat(last.stream(), known.stream())
                        .distinct()
                        .limit(2)
                        .toList());
    }

    /** An object in the same bucket. */
    Optional<S3Location> other(S3Location object) {
        return byBucket.getOrDefault(object.bucket(), List.of()).stream()
                .filter(known -> !known.equals(object))
                .findFirst();
    }
}
