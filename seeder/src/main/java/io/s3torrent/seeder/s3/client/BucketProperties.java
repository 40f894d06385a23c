package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was learnt about the buckets of a store, for a while each: how a store is reached, and what it can do, may change. Guarded by its own
 * monitor.
 */
final class BucketProperties {
    private static final Duration ROUTE_LASTS = Duration.ofMinutes(10);
    private static final Duration CONDITION_LASTS = Duration.ofMinutes(10);

    private final RecentMap<String, Optional<BucketEndpoint>> routes = new RecentMap<>(ROUTE_LASTS);
    /** Objects whose next requests are the SDK's. */
    private final RecentMap<S3Location, Boolean> avoided = new RecentMap<>(ROUTE_LASTS);
    /**
     * Buckets where {@code If-Match} does not work: their store refuses the ETag that it sent itself, because it compares the quotes, or knows
     * no conditions. The ETag of each answer is compared there instead, as it is everywhere.
     */
    private final RecentMap<String, Boolean> withoutConditions = new RecentMap<>(CONDITION_LASTS);

    /** The route to an object; empty when its next request is the SDK's. */
    synchronized Optional<BucketEndpoint> route(S3Location object) {
        return avoided.get(object).isPresent()
                ? Optional.empty()
                : routes.get(object.bucket()).flatMap(route -> route);
    }

    /** A request by this object's route was not answered as it should be: for a while, the SDK sends its requests. */
    synchronized void avoidRoute(S3Location object) {
        avoided.put(object, true);
    }

    /** Keeps the route that the SDK took, or that there is none that can be repeated. */
    synchronized void learn(S3Location object, Optional<BucketEndpoint> route) {
        if (routes.get(object.bucket()).isEmpty()) {
            routes.put(object.bucket(), route);
        }
    }

    /** This version as it is asked for: a weak ETag is never sent as a condition. */
    synchronized ObjectVersion asked(ObjectVersion version) {
        return withoutConditions.get(version.location().bucket()).isPresent() ? version.withoutCondition() : version;
    }

    /** The store refused the condition for a version that it still has. */
    synchronized void dropCondition(ObjectVersion version) {
        withoutConditions.put(version.location().bucket(), true);
    }

    /** What was learnt of late, each for a while, and only so much of it. Its owner guards it. */
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
