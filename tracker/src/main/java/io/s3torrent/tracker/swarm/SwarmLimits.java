package io.s3torrent.tracker.swarm;

import java.time.Duration;

/**
 * What strangers can make the store hold. Where a limit is reached, what was silent for longest goes: peers of the same address,
 * peers of the same swarm, or another swarm.
 *
 * @param swarms in all
 * @param memory bytes of heap in all
 * @param peersPerSwarm of one address family
 * @param peersPerAddress ports that one IPv4 address or IPv6 /64 may register in one swarm; this machine's own are not counted
 * @param peerTtl silence after which a peer is dropped, 1 minute to 7 days
 */
public record SwarmLimits(int swarms, long memory, int peersPerSwarm, int peersPerAddress, Duration peerTtl) {
    /** 1.5 announce intervals of silence, as others do; 64 MiB are 3 million peers in swarms of ten. */
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

    /** Collects what differs from other limits. */
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
