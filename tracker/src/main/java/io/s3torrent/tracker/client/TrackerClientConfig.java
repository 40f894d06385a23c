package io.s3torrent.tracker.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Configuration of a {@link TrackerClient}.
 *
 * @param agent the User-Agent, such as {@code s3torrent/1.0}
 * @param timeout maximum time of one announce, including redirects
 * @param concurrency maximum number of running announces; further ones wait in a queue
 * @param waiting maximum length of the queue; further announces fail at once
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

    /** The defaults. */
    public static TrackerClientConfig of(String agent) {
        return builder(agent).build();
    }

    /** Starts from the defaults. */
    public static Builder builder(String agent) {
        return new Builder(agent);
    }

    /** Builds a configuration from the defaults. */
    public static final class Builder {
        private final String agent;
        private Duration timeout = Duration.ofSeconds(30);
        private int concurrency = 16;
        private int waiting = 200_000; // 100,000 torrents, each with two trackers
        private Optional<Path> caBundle = Optional.empty();

        private Builder(String agent) {
            this.agent = agent;
        }

        /** Default: 30 s. */
        public Builder timeout(Duration ofAnnounce) {
            this.timeout = ofAnnounce;
            return this;
        }

        /** Default: 16. */
        public Builder concurrency(int announces) {
            this.concurrency = announces;
            return this;
        }

        /** Default: 200,000. */
        public Builder waiting(int announces) {
            this.waiting = announces;
            return this;
        }

        public Builder caBundle(Path certificates) {
            this.caBundle = Optional.of(certificates);
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @throws IllegalArgumentException when a value is out of its range
         */
        public TrackerClientConfig build() {
            return new TrackerClientConfig(agent, timeout, concurrency, waiting, caBundle);
        }
    }
}
