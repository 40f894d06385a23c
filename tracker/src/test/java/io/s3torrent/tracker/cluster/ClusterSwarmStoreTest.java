package io.s3torrent.tracker.cluster;

import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.SwarmStoreContract;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A cluster's store fulfils the contract of a store, even with a full queue. */
class ClusterSwarmStoreTest extends SwarmStoreContract {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    protected SwarmStore makeStore(SwarmLimits limits) {
        SwarmStore memory = new MemorySwarmStore(limits, nanos::get, new Random(1), new SplittableRandom(2));
        return new ClusterSwarmStore(memory, new ChangeQueue(1000));
    }

    @Override
    protected void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
