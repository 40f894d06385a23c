package io.s3torrent.tracker;

import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.http.HttpLimits;
import io.s3torrent.tracker.http.Https;
import io.s3torrent.tracker.swarm.SipHash;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * How to run a tracker.
 *
 * @param http where HTTP is served; port 0 means any free one, {@code [::]} all addresses of both families
 * @param udp where UDP is served; when both ports are 0, both get the same number
 * @param https where HTTP over TLS is served, if anywhere
 * @param workers number of event loops
 * @param policy intervals, and numbers of peers in answers
 * @param swarms bounds of what is kept
 * @param connections bounds of what a connection may cost
 * @param connectionKey of UDP's connection ids, shared by trackers that answer for one another
 */
public record TrackerConfig(
        InetSocketAddress http,
        InetSocketAddress udp,
        @Nullable Https https,
        int workers,
        AnnouncePolicy policy,
        SwarmLimits swarms,
        HttpLimits connections,
        SipHash connectionKey) {
    public TrackerConfig {
        if (workers < 1 || workers > 256) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to 256)");
        }
        if (swarms.peerTtl().compareTo(policy.interval()) <= 0) {
            throw new IllegalArgumentException("peerTtl: " + swarms.peerTtl() + " (expected: longer than the interval, "
                    + policy.interval() + ")");
        }
    }

    /**
     * The defaults, HTTP and UDP on one address: intervals of 1800 s, 300 s at least; one event loop for each core, but at most
     * four; a key of our own.
     */
    public static TrackerConfig on(InetSocketAddress listen) {
        return new TrackerConfig(
                listen,
                listen,
                null,
                Math.min(4, Runtime.getRuntime().availableProcessors()),
                AnnouncePolicy.DEFAULT,
                SwarmLimits.DEFAULT,
                HttpLimits.DEFAULT,
                SipHash.random(new SecureRandom()));
    }

    /** The same, HTTP over TLS as well. */
    public TrackerConfig withHttps(Https tls) {
        return new TrackerConfig(http, udp, tls, workers, policy, swarms, connections, connectionKey);
    }

    /** The same with another place for UDP. */
    public TrackerConfig withUdp(InetSocketAddress listen) {
        return new TrackerConfig(http, listen, https, workers, policy, swarms, connections, connectionKey);
    }

    /** The same with another bound on the heap that swarms take. */
    public TrackerConfig withSwarmMemory(long bytes) {
        return new TrackerConfig(
                http, udp, https, workers, policy, swarms.withMemory(bytes), connections, connectionKey);
    }

    /** The same with so many event loops. */
    public TrackerConfig withWorkers(int count) {
        return new TrackerConfig(http, udp, https, count, policy, swarms, connections, connectionKey);
    }

    /** True when HTTP and UDP shall have one number that nobody chose. */
    boolean isAnyPort() {
        return http.getPort() == 0 && udp.getPort() == 0;
    }
}
