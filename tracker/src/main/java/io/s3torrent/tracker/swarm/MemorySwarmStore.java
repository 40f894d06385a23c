package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Stores all swarms in memory, in 256 shards, each guarded by its own monitor. Time is monotonic and counted in minutes, so that a step of
 * the wall clock expires no peers.
 */
public final class MemorySwarmStore implements SwarmStore {
    private final SipHash sip;
    private final LongSupplier nanos;
    private final long epoch;
    private final int ttl;
    private final SwarmShard[] shards = new SwarmShard[EXPIRY_SLICES];
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger nextSlice = new AtomicInteger();

    /**
     * Creates an empty store.
     *
     * @param nanos monotonic time, as {@link System#nanoTime}
     * @param secret source of the hash key, which must be unpredictable
     * @param random source for the choice of peers
     */
    public MemorySwarmStore(
            SwarmLimits limits, LongSupplier nanos, RandomGenerator secret, SplittableGenerator random) {
        this.sip = SipHash.random(secret);
        this.nanos = nanos;
        this.epoch = nanos.getAsLong();
        this.ttl = (int) limits.peerTtl().toMinutes();
        SwarmLimits ofShard = limits.toBuilder()
                .swarms((limits.swarms() - 1) / shards.length + 1)
                .build();
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new SwarmShard(ofShard, used, random.split());
        }
    }

    @Override
    public SwarmView announce(InfoHash swarm, PeerEndpoint peer, PeerChange change, int want) {
        int slot = slot(swarm);
        return shard(slot).announce(swarm, slot, peer.compact(), new SwarmShard.Announcement(change, want, minute()));
    }

    @Override
    public SwarmView look(InfoHash swarm, boolean ipv6, PeerChange change, int want) {
        int slot = slot(swarm);
        return shard(slot).look(swarm, slot, ipv6, new SwarmShard.Announcement(change, want, minute()));
    }

    @Override
    public SwarmCounts counts(InfoHash swarm) {
        int slot = slot(swarm);
        return shard(slot).counts(swarm, slot);
    }

    @Override
    public SwarmTotals totals() {
        SwarmTotals totals = SwarmTotals.NONE;
        for (SwarmShard shard : shards) {
            totals = shard.addTo(totals);
        }
        return totals;
    }

    @Override
    public SwarmTotals inCommon(InfoHash one, InfoHash other) {
        return members(one).alsoIn(members(other));
    }

    private SwarmMembers members(InfoHash swarm) {
        int slot = slot(swarm);
        return shard(slot).members(swarm, slot);
    }

    @Override
    public List<InfoHash> swarms(int slice) {
        return shards[slice].swarms();
    }

    @Override
    public void forget(InfoHash swarm) {
        int slot = slot(swarm);
        shard(slot).forget(swarm, slot);
    }

    @Override
    public void expire() {
        int slice = Math.floorMod(nextSlice.getAndIncrement(), shards.length);
        shards[slice].expire(minute(), ttl);
    }

    @Override
    public byte[] save(int slice) {
        return shards[slice].save(minute());
    }

    @Override
    public void load(byte[] saved, Duration ago, Predicate<InfoHash> wanted) {
        int later = (int) Math.max(0, Math.min(ago.toMinutes(), ttl + 1L));
        ByteBuffer in = ByteBuffer.wrap(saved);
        while (in.hasRemaining()) {
            SwarmCodec.SavedSwarm swarm = SwarmCodec.read(in, later);
            if (wanted.test(swarm.infoHash())) {
                int slot = slot(swarm.infoHash());
                shard(slot).load(swarm, slot, minute(), ttl);
            }
        }
    }

    /** Estimated bytes of heap used by swarms and peers. */
    long used() {
        return used.get();
    }

    private int slot(InfoHash swarm) {
        return (int) sip.hash(swarm.head(), swarm.middle(), swarm.tail());
    }

    private SwarmShard shard(int slot) {
        // The highest bits choose the shard, because the tables inside a shard use the lowest ones.
        return shards[slot >>> 24];
    }

    private int minute() {
        return (int) TimeUnit.NANOSECONDS.toMinutes(nanos.getAsLong() - epoch);
    }
}
