package io.s3torrent.tracker.announce;

import java.time.Duration;

/**
 * Announce intervals, and the number and addresses of peers in responses.
 *
 * @param interval time between two announces of a peer
 * @param minInterval minimum time between two announces; also the interval while a swarm is young
 * @param youth how long a swarm is young; in that time its peers announce often, so that they find each other soon
 * @param defaultWant number of peers for clients that do not ask for a number
 * @param maxWant maximum number of peers in a response
 * @param external replacements for local addresses in responses to external clients
 */
public record AnnouncePolicy(
        Duration interval,
        Duration minInterval,
        Duration youth,
        int defaultWant,
        int maxWant,
        ExternalAddresses external) {
    /** The values of most trackers. */
    public static final AnnouncePolicy DEFAULT = new AnnouncePolicy(
            Duration.ofMinutes(30), Duration.ofMinutes(5), Duration.ofMinutes(30), 50, 200, ExternalAddresses.NONE);

    public AnnouncePolicy {
        if (minInterval.toSeconds() < 1 || interval.compareTo(minInterval) < 0) {
            throw new IllegalArgumentException("interval: " + interval + ", minInterval: " + minInterval
                    + " (expected: 1 s <= minInterval <= interval)");
        }
        if (defaultWant < 0 || maxWant < defaultWant) {
            throw new IllegalArgumentException("defaultWant: " + defaultWant + ", maxWant: " + maxWant
                    + " (expected: 0 <= defaultWant <= maxWant)");
        }
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the interval for a peer of a swarm of the given age. It differs from the configured interval by up to a tenth, so that peers
     * that announced at the same time do not all return at the same time.
     *
     * @param peer a number that differs between peers
     */
    Duration intervalAt(Duration age, int peer) {
        if (age.compareTo(youth) < 0) {
            return minInterval;
        }
        // Fibonacci hashing spreads neighbouring addresses and ports over the whole range.
        long spread = (peer * 0x9E3779B9L) & 0xffff_ffffL;
        long fifth = (spread * (interval.toSeconds() / 5 + 1)) >>> Integer.SIZE;
        long seconds = interval.toSeconds() - interval.toSeconds() / 10 + fifth;
        return Duration.ofSeconds(Math.max(minInterval.toSeconds(), seconds));
    }

    /** The maximum number of peers in a response to a client that asks for {@code want}. */
    int granted(int want) {
        return want < 0 ? defaultWant : Math.min(want, maxWant);
    }

    /** Builds a policy from the defaults. */
    public static final class Builder {
        private Duration interval = DEFAULT.interval;
        private Duration minInterval = DEFAULT.minInterval;
        private Duration youth = DEFAULT.youth;
        private int defaultWant = DEFAULT.defaultWant;
        private int maxWant = DEFAULT.maxWant;
        private ExternalAddresses external = DEFAULT.external;

        private Builder() {}

        public Builder interval(Duration betweenAnnounces) {
            this.interval = betweenAnnounces;
            return this;
        }

        public Builder minInterval(Duration betweenAnnounces) {
            this.minInterval = betweenAnnounces;
            return this;
        }

        public Builder youth(Duration age) {
            this.youth = age;
            return this;
        }

        public Builder defaultWant(int peers) {
            this.defaultWant = peers;
            return this;
        }

        public Builder maxWant(int peers) {
            this.maxWant = peers;
            return this;
        }

        public Builder external(ExternalAddresses addresses) {
            this.external = addresses;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @throws IllegalArgumentException when a value is out of its range
         */
        public AnnouncePolicy build() {
            return new AnnouncePolicy(interval, minInterval, youth, defaultWant, maxWant, external);
        }
    }
}
