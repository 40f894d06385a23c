package io.s3torrent.tracker.announce;

import io.s3torrent.tracker.swarm.PackedPeers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.time.Duration;
import java.util.List;

/** The tracker's response to an announce. */
public sealed interface AnnounceResponse {

    /**
     * The tracker accepted the announce.
     *
     * @param interval time until the next announce
     * @param minInterval minimum time until the next announce
     * @param counts size of the swarm, including pinned seeders
     * @param pinned the pinned seeders, which come before the other peers
     * @param peers peers chosen from the swarm
     */
    record Accepted(
            Duration interval, Duration minInterval, SwarmCounts counts, List<PinnedPeer> pinned, PackedPeers peers)
            implements AnnounceResponse {}

    /**
     * The tracker refused the announce and stored nothing.
     *
     * @param reason text for the client's user
     * @param retryIn time after which the client may retry (BEP 31)
     */
    record Refused(String reason, Duration retryIn) implements AnnounceResponse {}
}
