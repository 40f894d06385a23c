package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Keeps all swarms in memory, in 256 shards with a monitor each. Time is monotonic and counted in minutes, so that a step of
 * the wall clock expires nobody.
 */
public final class MemorySwarmStore implements SwarmStore {
    private final SipHash sip;
    private final LongSupplier nanos;
    private final long epoch;
    private final int ttl;
    private final SwarmShard[] shards = new SwarmShard[EXPIRY_SLICES];
    private final AtomicInteger peers = new AtomicInteger();
    private final AtomicInteger nextSlice = new AtomicInteger();

    /**
     * An empty store.
     *
     * @param nanos monotonic time, as {@link System#nanoTime}
     * @param secret makes the key of the slots, which must be unpredictable
     * @param random chooses peers
     */
    public MemorySwarmStore(
            SwarmLimits limits, LongSupplier nanos, RandomGenerator secret, SplittableGenerator random) {
        this.sip = SipHash.random(secret);
        this.nanos = nanos;
        this.epoch = nanos.getAsLong();
        this.ttl = (int) limits.peerTtl().toMinutes();
        int swarmsPerShard = (limits.swarms() - 1) / shards.length + 1;
        SwarmLimits ofShard = new SwarmLimits(
                swarmsPerShard, limits.peers(), limits.peersPerSwarm(), limits.peersPerAddress(), limits.peerTtl());
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new SwarmShard(ofShard, peers, random.split());
        }
    }

    @Override
    public SwarmAnswer announce(InfoHash swarm, PeerEndpoint peer, PeerChange change, int want) {
        SwarmKey key = SwarmKey.of(swarm, sip);
        return shard(key).announce(key, peer.compact(), change, want, minute());
    }

    @Override
    public SwarmCounts counts(InfoHash swarm) {
        SwarmKey key = SwarmKey.of(swarm, sip);
        return shard(key).counts(key);
    }

    @Override
    public void forget(InfoHash swarm) {
        SwarmKey key = SwarmKey.of(swarm, sip);
        shard(key).forget(key);
    }

    @Override
    public void expire() {
        int slice = Math.floorMod(nextSlice.getAndIncrement(), shards.length);
        shards[slice].expire(minute(), ttl);
    }

    /** Number of peers in all swarms. */
    int peers() {
        return peers.get();
    }

    private SwarmShard shard(SwarmKey key) {
        // The top bits: the tables inside a shard use the low ones.
        return shards[key.slot() >>> 24];
    }

    private int minute() {
        return (int) TimeUnit.NANOSECONDS.toMinutes(nanos.getAsLong() - epoch);
    }
}
