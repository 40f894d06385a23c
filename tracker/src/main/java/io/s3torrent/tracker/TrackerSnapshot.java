package io.s3torrent.tracker;

import io.s3torrent.tracker.announce.TrackerCounter;
import io.s3torrent.tracker.announce.TrackerMetrics;
import io.s3torrent.tracker.cluster.ClusterSnapshot;
import io.s3torrent.tracker.swarm.SwarmTotals;
import java.util.Optional;

/**
 * How a tracker fares, at one moment.
 *
 * @param serving false once it is about to end
 * @param swarms what it holds
 * @param swarmMemory bytes of heap that swarms may take
 * @param connections open ones, over HTTP and HTTPS
 * @param asked what was asked of it since its start
 * @param cluster how it gets on with the other trackers of its cluster, if it is in one
 */
public record TrackerSnapshot(
        boolean serving,
        SwarmTotals swarms,
        long swarmMemory,
        int connections,
        TrackerMetrics asked,
        Optional<ClusterSnapshot> cluster) {

    /** Announces over all transports, those refused as well. */
    public long announces() {
        return asked.of(TrackerCounter.HTTP_ANNOUNCE) + asked.of(TrackerCounter.UDP_ANNOUNCE);
    }

    /** Scrapes over all transports. */
    public long scrapes() {
        return asked.of(TrackerCounter.HTTP_SCRAPE) + asked.of(TrackerCounter.UDP_SCRAPE);
    }

    /** Announces that were refused, over all transports. */
    public long refused() {
        return asked.of(TrackerCounter.HTTP_REFUSED) + asked.of(TrackerCounter.UDP_REFUSED);
    }

    /** What was not understood, over all transports. */
    public long invalid() {
        return asked.of(TrackerCounter.HTTP_INVALID) + asked.of(TrackerCounter.UDP_INVALID);
    }
}
