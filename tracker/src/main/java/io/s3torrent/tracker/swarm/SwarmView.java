package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;

/**
 * The state of a swarm after an announce.
 *
 * @param counts the counts, including the announcing peer
 * @param age time since the swarm's first announce
 * @param peers the peers chosen for the announcing peer
 * @param known true if a peer with the same address and port was already in the swarm
 */
public record SwarmView(SwarmCounts counts, Duration age, PackedPeers peers, boolean known) {
    static final SwarmView EMPTY = new SwarmView(SwarmCounts.NONE, Duration.ZERO, PackedPeers.NONE, false);

    /** Returns the view with one more peer. */
    public SwarmView plus(PeerEndpoint peer) {
        return new SwarmView(counts, age, peers.plus(peer), known);
    }
}
