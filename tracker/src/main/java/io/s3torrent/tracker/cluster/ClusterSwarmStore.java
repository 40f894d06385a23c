package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.SwarmTotals;
import io.s3torrent.tracker.swarm.SwarmView;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * A store whose announces other nodes hear of. Each of them, also one that changes nothing: it is by these that the peer stays young
 * over there.
 */
final class ClusterSwarmStore implements SwarmStore {
    private final SwarmStore local;
    private final ChangeQueue queue;

    /**
     * Decorates a store.
     *
     * @param local in which changes of other nodes arrive too, without passing here
     */
    ClusterSwarmStore(SwarmStore local, ChangeQueue queue) {
        this.local = local;
        this.queue = queue;
    }

    @Override
    public SwarmView announce(InfoHash swarm, PeerEndpoint peer, PeerChange change, int want) {
        SwarmView view = local.announce(swarm, peer, change, want);
        queue.offer(swarm, peer, change);
        return view;
    }

    @Override
    public SwarmView look(InfoHash swarm, boolean ipv6, PeerChange change, int want) {
        return local.look(swarm, ipv6, change, want);
    }

    @Override
    public SwarmCounts counts(InfoHash swarm) {
        return local.counts(swarm);
    }

    @Override
    public SwarmTotals totals() {
        return local.totals();
    }

    @Override
    public SwarmTotals inCommon(InfoHash one, InfoHash other) {
        return local.inCommon(one, other);
    }

    @Override
    public List<InfoHash> swarms(int slice) {
        return local.swarms(slice);
    }

    /** What is tracked is each node's own business. */
    @Override
    public void forget(InfoHash swarm) {
        local.forget(swarm);
    }

    @Override
    public void expire() {
        local.expire();
    }

    @Override
    public byte[] save(int slice) {
        return local.save(slice);
    }

    @Override
    public void load(byte[] saved, Duration ago, Predicate<InfoHash> wanted) {
        local.load(saved, ago, wanted);
    }
}
