package io.s3torrent.seeder.daemon;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides how often sources are listed. Those without a time of their own are listed at most once a minute, and so that all of them
 * together send at most 1,000 requests an hour. Guarded by its monitor.
 */
public final class PollIntervals {
    /** Requests an hour of all sources without a time of their own. */
    public static final int REQUESTS_PER_HOUR = 1000;

    private static final Duration SHORTEST = Duration.ofSeconds(60);

    private final Map<String, Long> requests = new HashMap<>();

    /** Records how many requests the last listing of a source needed. */
    public synchronized void listed(FollowedSource source, long count) {
        if (source.poll().isEmpty()) {
            requests.put(source.name(), count);
        } else {
            requests.remove(source.name());
        }
    }

    /** Forgets a source. */
    public synchronized void removed(String source) {
        requests.remove(source);
    }

    /** The time between two listings of a source. */
    public synchronized Duration of(FollowedSource source) {
        if (source.poll().isPresent()) {
            return source.poll().get();
        }
        long all = requests.values().stream().mapToLong(Long::longValue).sum();
        Duration needed = Duration.ofHours(1).multipliedBy(all).dividedBy(REQUESTS_PER_HOUR);
        return needed.compareTo(SHORTEST) > 0 ? needed : SHORTEST;
    }
}
