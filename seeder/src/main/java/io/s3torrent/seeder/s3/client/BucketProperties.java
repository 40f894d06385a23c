package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers for a limited time what was learnt about buckets. Entries expire because a store's address and features may change. Guarded by
 * its own monitor.
 */
final class BucketProperties {
    private static final Duration ROUTE_LASTS = Duration.ofMinutes(10);
    private static final Duration CONDITION_LASTS = Duration.ofMinutes(10);

    private final RecentMap<String, Optional<BucketEndpoint>> routes = new RecentMap<>(ROUTE_LASTS);
    /** Objects whose next requests are sent by the SDK. */
    private final RecentMap<S3Location, Boolean> avoided = new RecentMap<>(ROUTE_LASTS);
    /**
     * Buckets where {@code If-Match} does not work: the store rejects its own ETag because it compares the quotes, or it does not support
     * conditions. There, as everywhere, the ETag of each answer is still compared.
     */
    private final RecentMap<String, Boolean> withoutConditions = new RecentMap<>(CONDITION_LASTS);

    /** The request template for an object; empty when the SDK should send the next request. */
    synchronized Optional<BucketEndpoint> route(S3Location object) {
        return avoided.get(object).isPresent()
                ? Optional.empty()
                : routes.get(object.bucket()).flatMap(route -> route);
    }

    /** Makes the SDK send this object's requests for a while, because a direct request got an unexpected answer. */
    synchronized void avoidRoute(S3Location object) {
        avoided.put(object, true);
    }

    /** Remembers the template of a request by the SDK, or that the request cannot be used as a template. */
    synchronized void learn(S3Location object, Optional<BucketEndpoint> route) {
        if (routes.get(object.bucket()).isEmpty()) {
            routes.put(object.bucket(), route);
        }
    }

    /** The version to request; without its condition when the bucket does not support conditions. */
    synchronized ObjectVersion asked(ObjectVersion version) {
        return withoutConditions.get(version.location().bucket()).isPresent() ? version.withoutCondition() : version;
    }

    /** Remembers that the store rejected the condition for a version that it still has. */
    synchronized void dropCondition(ObjectVersion version) {
        withoutConditions.put(version.location().bucket(), true);
    }

    /** A map with a limited size whose entries expire. Guarded by its owner. */
    private static final class RecentMap<K, V> {
        private static final int MAX = 4096;

        private final long lastsNanos;
        private final Map<K, Known<V>> known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Known<V>> eldest) {
                return size() > MAX;
            }
        };

        private record Known<V>(V value, long since) {}

        RecentMap(Duration lasts) {
            this.lastsNanos = lasts.toNanos();
        }

        Optional<V> get(K key) {
            Known<V> found = known.get(key);
            if (found != null && System.nanoTime() - found.since >= lastsNanos) {
                known.remove(key);
                return Optional.empty();
            }
            return Optional.ofNullable(found).map(Known::value);
        }

        void put(K key, V value) {
            known.put(key, new Known<>(value, System.nanoTime()));
        }
    }
}
