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
 * A store that queues each announce for the other nodes. It also queues announces that change nothing, because they renew the peer's expiry
 * on the other nodes.
 */
final class ClusterSwarmStore implements SwarmStore {
    private final SwarmStore local;
    private final ChangeQueue queue;

    /**
     * Decorates a store.
     *
     * @param local the store of this node, to which changes of other nodes are applied directly
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

    /** Forgets the swarm on this node only, because each node decides which torrents it tracks. */
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
