package io.s3torrent.tracker.swarm;

import java.time.Duration;

/**
 * A swarm as it is after an announce.
 *
 * @param counts the announcer included
 * @param age since its first peer came
 * @param peers chosen for the announcer
 */
public record SwarmAnswer(SwarmCounts counts, Duration age, PackedPeers peers) {
    static final SwarmAnswer EMPTY = new SwarmAnswer(SwarmCounts.NONE, Duration.ZERO, PackedPeers.NONE);
}
