package io.s3torrent.tracker.swarm;

import java.time.Duration;

/**
 * What strangers can make the store hold. Where a limit is reached, the newcomer takes the place of the one that was silent
 * for longest.
 *
 * @param swarms in all
 * @param peers in all
 * @param peersPerSwarm of one address family
 * @param peersPerAddress ports that one address may register in one swarm
 * @param peerTtl silence after which a peer is dropped, 1 minute to 7 days
 */
public record SwarmLimits(int swarms, int peers, int peersPerSwarm, int peersPerAddress, Duration peerTtl) {
    /** 1.5 announce intervals of silence, as others do. */
    public static final SwarmLimits DEFAULT = new SwarmLimits(1_000_000, 2_000_000, 10_000, 64, Duration.ofMinutes(45));

    public SwarmLimits {
        if (Math.min(Math.min(swarms, peers), Math.min(peersPerSwarm, peersPerAddress)) < 1) {
            throw new IllegalArgumentException("limits: " + swarms + ", " + peers + ", " + peersPerSwarm + ", "
                    + peersPerAddress + " (expected: >= 1)");
        }
        if (peerTtl.toMinutes() < 1 || peerTtl.toDays() > 7) {
            throw new IllegalArgumentException("peerTtl: " + peerTtl + " (expected: 1 minute to 7 days)");
        }
    }
}
