package io.s3torrent.tracker.announce;

import io.s3torrent.tracker.swarm.PackedPeers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.time.Duration;
import java.util.List;

/** What a peer is told. */
public sealed interface AnnounceResponse {

    /**
     * The announce counts.
     *
     * @param interval until the next one
     * @param minInterval which the peer should keep in any case
     * @param counts of the swarm, our own seeder included
     * @param pinned our own seeder, to be told before all others
     * @param peers chosen from the swarm
     */
    record Accepted(
            Duration interval, Duration minInterval, SwarmCounts counts, List<PinnedPeer> pinned, PackedPeers peers)
            implements AnnounceResponse {}

    /**
     * Nothing was stored.
     *
     * @param reason for the user of the client
     * @param retryIn after which another try makes sense (BEP 31)
     */
    record Refused(String reason, Duration retryIn) implements AnnounceResponse {}
}
