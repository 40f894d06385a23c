package io.s3torrent.tracker.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to announce to others.
 *
 * @param agent the User-Agent, such as {@code s3torrent/1.0}
 * @param timeout for one announce, redirects included
 * @param concurrency announces at a time; others wait for their turn
 * @param waiting how many may wait; more fail at once
 * @param caBundle certificates (PEM) to trust instead of the system's
 */
public record TrackerClientConfig(
        String agent, Duration timeout, int concurrency, int waiting, Optional<Path> caBundle) {
    public TrackerClientConfig {
        if (timeout.toMillis() < 1 || concurrency < 1 || waiting < 0) {
            throw new IllegalArgumentException("timeout, concurrency, waiting: " + timeout + ", " + concurrency + ", "
                    + waiting + " (expected: >= 1 ms, >= 1, >= 0)");
        }
        if (agent.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("agent: (expected: printable ASCII)");
        }
    }

    /** The defaults: 30 s, 16 at a time; as many may wait as there can be torrents, each at two trackers. */
    public static TrackerClientConfig of(String agent) {
        return new TrackerClientConfig(agent, Duration.ofSeconds(30), 16, 200_000, Optional.empty());
    }
}
