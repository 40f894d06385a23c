package io.s3torrent.tracker;

import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.http.HttpLimits;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.net.InetSocketAddress;

/**
 * How to run a tracker.
 *
 * @param listen where HTTP is served; port 0 means any free one, {@code [::]} all addresses of both families
 * @param workers number of event loops
 * @param policy intervals, and numbers of peers in answers
 * @param swarms bounds of what is kept
 * @param http bounds of what a connection may cost
 */
public record TrackerConfig(
        InetSocketAddress listen, int workers, AnnouncePolicy policy, SwarmLimits swarms, HttpLimits http) {
    public TrackerConfig {
        if (workers < 1 || workers > 256) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to 256)");
        }
        if (swarms.peerTtl().compareTo(policy.interval()) <= 0) {
            throw new IllegalArgumentException("peerTtl: " + swarms.peerTtl() + " (expected: longer than the interval, "
                    + policy.interval() + ")");
        }
    }

    /** The defaults on an address: intervals of 1800 s, 300 s at least; one event loop for each core, but at most four. */
    public static TrackerConfig on(InetSocketAddress listen) {
        int workers = Math.min(4, Runtime.getRuntime().availableProcessors());
        return new TrackerConfig(listen, workers, AnnouncePolicy.DEFAULT, SwarmLimits.DEFAULT, HttpLimits.DEFAULT);
    }
}
