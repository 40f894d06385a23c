package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;

/**
 * A swarm as it is after an announce.
 *
 * @param counts the announcer included
 * @param age since its first peer came
 * @param peers chosen for the announcer
 * @param known whether there was a peer of the announcer's address and port already
 */
public record SwarmView(SwarmCounts counts, Duration age, PackedPeers peers, boolean known) {
    static final SwarmView EMPTY = new SwarmView(SwarmCounts.NONE, Duration.ZERO, PackedPeers.NONE, false);

    /** The same with one more peer. */
    public SwarmView plus(PeerEndpoint peer) {
        return new SwarmView(counts, age, peers.plus(peer), known);
    }
}
