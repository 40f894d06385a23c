package io.s3torrent.tracker.announce;

import java.time.Duration;

/**
 * How often peers shall announce, and how many others they are told, under which addresses.
 *
 * @param interval between two announces of a peer
 * @param minInterval the least that peers should keep between two announces; the interval itself while a swarm is young
 * @param youth age at which a swarm is no longer young: its first peers need one another soon
 * @param defaultWant number of peers for those who do not say
 * @param maxWant number of peers for those who ask for more
 * @param external what those outside are told in place of local addresses
 */
public record AnnouncePolicy(
        Duration interval,
        Duration minInterval,
        Duration youth,
        int defaultWant,
        int maxWant,
        ExternalAddresses external) {
    /** What most trackers do. */
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
     * The interval for a peer of a swarm of that age: up to a tenth more or less than the interval, so that those who came together
     * do not come back together.
     *
     * @param peer any number that differs from peer to peer
     */
    Duration intervalAt(Duration age, int peer) {
        if (age.compareTo(youth) < 0) {
            return minInterval;
        }
        // Fibonacci hashing: ports and addresses that are close to each other end far apart.
        long spread = (peer * 0x9E3779B9L) & 0xffff_ffffL;
        long fifth = (spread * (interval.toSeconds() / 5 + 1)) >>> Integer.SIZE;
        long seconds = interval.toSeconds() - interval.toSeconds() / 10 + fifth;
        return Duration.ofSeconds(Math.max(minInterval.toSeconds(), seconds));
    }

    /** The number of peers to tell for a number that was asked for. */
    int granted(int want) {
        return want < 0 ? defaultWant : Math.min(want, maxWant);
    }

    /** Collects what differs from the defaults. */
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
