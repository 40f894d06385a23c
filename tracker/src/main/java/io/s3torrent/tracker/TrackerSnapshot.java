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
 * @param counters of requests since its start
 * @param cluster how it gets on with the other trackers of its cluster, if it is in one
 */
public record TrackerSnapshot(
        boolean serving,
        SwarmTotals swarms,
        long swarmMemory,
        int connections,
        TrackerMetrics counters,
        Optional<ClusterSnapshot> cluster) {

    /** Announces over all transports, those refused as well. */
    public long announces() {
        return counters.of(TrackerCounter.HTTP_ANNOUNCE) + counters.of(TrackerCounter.UDP_ANNOUNCE);
    }

    /** Scrapes over all transports. */
    public long scrapes() {
        return counters.of(TrackerCounter.HTTP_SCRAPE) + counters.of(TrackerCounter.UDP_SCRAPE);
    }

    /** Announces that were refused, over all transports. */
    public long refused() {
        return counters.of(TrackerCounter.HTTP_REFUSED) + counters.of(TrackerCounter.UDP_REFUSED);
    }

    /** What was not understood, over all transports. */
    public long invalid() {
        return counters.of(TrackerCounter.HTTP_INVALID) + counters.of(TrackerCounter.UDP_INVALID);
    }
}
