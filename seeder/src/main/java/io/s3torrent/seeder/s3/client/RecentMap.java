package io.s3torrent.seeder.s3.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was learnt of late, each for a while, and only so much of it. Its owner guards it. */
final class RecentMap<K, V> {
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
