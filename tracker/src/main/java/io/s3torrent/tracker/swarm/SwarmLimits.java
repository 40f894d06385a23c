package io.s3torrent.tracker.swarm;

import java.time.Duration;

/**
 * Limits on the swarms and peers that strangers can store. When a limit is reached, the store drops the entry with the oldest announce: a
 * peer of the same address, a peer of the same swarm, or another swarm.
 *
 * @param swarms maximum number of swarms
 * @param memory maximum bytes of heap for all swarms
 * @param peersPerSwarm maximum peers of one address family in a swarm
 * @param peersPerAddress maximum ports of one IPv4 address or IPv6 /64 in a swarm; loopback has no limit
 * @param peerTtl time without an announce after which a peer expires, 1 minute to 7 days
 */
public record SwarmLimits(int swarms, long memory, int peersPerSwarm, int peersPerAddress, Duration peerTtl) {
    /** Peers expire after 1.5 announce intervals, as in other trackers; 64 MiB hold 3 million peers in swarms of ten. */
    public static final SwarmLimits DEFAULT = new SwarmLimits(1_000_000, 64 << 20, 50_000, 64, Duration.ofMinutes(45));

    public SwarmLimits {
        if (Math.min(swarms, Math.min(peersPerSwarm, peersPerAddress)) < 1) {
            throw new IllegalArgumentException(
                    "limits: " + swarms + ", " + peersPerSwarm + ", " + peersPerAddress + " (expected: >= 1)");
        }
        if (memory < 1024) {
            throw new IllegalArgumentException("memory: " + memory + " (expected: >= 1024)");
        }
        if (peerTtl.toMinutes() < 1 || peerTtl.toDays() > 7) {
            throw new IllegalArgumentException("peerTtl: " + peerTtl + " (expected: 1 minute to 7 days)");
        }
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts from these limits. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds limits from other limits. */
    public static final class Builder {
        private int swarms;
        private long memory;
        private int peersPerSwarm;
        private int peersPerAddress;
        private Duration peerTtl;

        private Builder(SwarmLimits limits) {
            this.swarms = limits.swarms;
            this.memory = limits.memory;
            this.peersPerSwarm = limits.peersPerSwarm;
            this.peersPerAddress = limits.peersPerAddress;
            this.peerTtl = limits.peerTtl;
        }

        public Builder swarms(int count) {
            this.swarms = count;
            return this;
        }

        public Builder memory(long bytes) {
            this.memory = bytes;
            return this;
        }

        public Builder peersPerSwarm(int count) {
            this.peersPerSwarm = count;
            return this;
        }

        public Builder peersPerAddress(int count) {
            this.peersPerAddress = count;
            return this;
        }

        public Builder peerTtl(Duration silence) {
            this.peerTtl = silence;
            return this;
        }

        /**
         * Builds the limits.
         *
         * @throws IllegalArgumentException when one is out of its range
         */
        public SwarmLimits build() {
            return new SwarmLimits(swarms, memory, peersPerSwarm, peersPerAddress, peerTtl);
        }
    }
}
