package io.s3torrent.tracker.swarm;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One slice of the store, guarded by its own monitor, which is held for microseconds. */
final class SwarmShard {
    private final SwarmLimits limits;
    private final AtomicInteger peers;
    private final RandomGenerator random;

    /** In the order of the last announce, so that the first is the one to go. */
    private final Map<SwarmKey, Swarm> swarms = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * An empty shard.
     *
     * @param limits of this shard's swarms, and of all shards' peers
     * @param peers number of peers in all shards
     */
    SwarmShard(SwarmLimits limits, AtomicInteger peers, RandomGenerator random) {
        this.limits = limits;
        this.peers = peers;
        this.random = random;
    }

    synchronized SwarmAnswer announce(SwarmKey key, byte[] peer, PeerChange change, int want, int minute) {
        if (change == PeerChange.STOPPED) {
            return leave(key, peer, minute);
        }
        Swarm swarm = swarms.get(key);
        if (swarm == null) {
            swarm = create(key, minute);
        }
        int before = swarm.size();
        Swarm.Admission admission = new Swarm.Admission(limits, peers.get() < limits.peers(), minute);
        PackedPeers chosen = swarm.join(peer, change, want, admission, random);
        count(swarm.size() - before);
        return new SwarmAnswer(swarm.counts(), swarm.age(minute), chosen);
    }

    synchronized SwarmCounts counts(SwarmKey key) {
        Swarm swarm = swarms.get(key);
        return swarm == null ? SwarmCounts.NONE : swarm.counts();
    }

    synchronized void forget(SwarmKey key) {
        dropped(swarms.remove(key));
    }

    synchronized void expire(int minute, int ttl) {
        for (Iterator<Swarm> all = swarms.values().iterator(); all.hasNext(); ) {
            Swarm swarm = all.next();
            int before = swarm.size();
            swarm.expire(minute, ttl);
            count(swarm.size() - before);
            if (swarm.isForgettable()) {
                all.remove();
            }
        }
    }

    private SwarmAnswer leave(SwarmKey key, byte[] peer, int minute) {
        Swarm swarm = swarms.get(key);
        if (swarm == null) {
            return SwarmAnswer.EMPTY;
        }
        int before = swarm.size();
        swarm.leave(peer);
        count(swarm.size() - before);
        return new SwarmAnswer(swarm.counts(), swarm.age(minute), PackedPeers.NONE);
    }

    private Swarm create(SwarmKey key, int minute) {
        if (swarms.size() >= limits.swarms()) {
            dropped(swarms.remove(swarms.keySet().iterator().next()));
        }
        Swarm swarm = new Swarm(minute);
        swarms.put(key, swarm);
        return swarm;
    }

    private void dropped(@Nullable Swarm swarm) {
        if (swarm != null) {
            count(-swarm.size());
        }
    }

    private void count(int difference) {
        if (difference != 0) {
            peers.addAndGet(difference);
        }
    }
}
