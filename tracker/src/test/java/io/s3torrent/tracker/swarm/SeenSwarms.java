package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** A store that remembers what it was asked to store. For one thread. */
public final class SeenSwarms implements SwarmStore {
    private final SwarmStore store =
            new MemorySwarmStore(SwarmLimits.DEFAULT, System::nanoTime, new Random(1), new SplittableRandom(1));
    private final Set<InfoHash> seen = new HashSet<>();

    /** All swarms that anything was announced in. */
    public Set<InfoHash> seen() {
        return seen;
    }

    @Override
    public SwarmAnswer announce(InfoHash swarm, PeerEndpoint peer, PeerChange change, int want) {
        seen.add(swarm);
        return store.announce(swarm, peer, change, want);
    }

    @Override
    public SwarmCounts counts(InfoHash swarm) {
        return store.counts(swarm);
    }

    @Override
    public void forget(InfoHash swarm) {
        store.forget(swarm);
    }

    @Override
    public void expire() {
        store.expire();
    }
}
