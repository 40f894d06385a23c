package io.s3torrent.tracker;

import io.s3torrent.tracker.announce.TrackerCounter;
import io.s3torrent.tracker.announce.TrackerMetrics;
import io.s3torrent.tracker.cluster.ClusterSnapshot;
import io.s3torrent.tracker.swarm.SwarmTotals;
import java.util.Optional;

/**
 * The state and the counters of a tracker at one moment.
 *
 * @param serving false once the tracker shuts down
 * @param swarms totals of all swarms
 * @param swarmMemory maximum bytes of heap for swarms
 * @param connections number of open HTTP and HTTPS connections
 * @param counters requests since the start
 * @param cluster state of the cluster, if the tracker is in one
 */
public record TrackerSnapshot(
        boolean serving,
        SwarmTotals swarms,
        long swarmMemory,
        int connections,
        TrackerMetrics counters,
        Optional<ClusterSnapshot> cluster) {

    /** Announces over all transports, including refused ones. */
    public long announces() {
        return counters.of(TrackerCounter.HTTP_ANNOUNCE) + counters.of(TrackerCounter.UDP_ANNOUNCE);
    }

    /** Scrapes over all transports. */
    public long scrapes() {
        return counters.of(TrackerCounter.HTTP_SCRAPE) + counters.of(TrackerCounter.UDP_SCRAPE);
    }

    /** Refused announces and scrapes over all transports. */
    public long refused() {
        return counters.of(TrackerCounter.HTTP_REFUSED) + counters.of(TrackerCounter.UDP_REFUSED);
    }

    /** Malformed requests over all transports. */
    public long invalid() {
        return counters.of(TrackerCounter.HTTP_INVALID) + counters.of(TrackerCounter.UDP_INVALID);
    }
}
