package io.s3torrent.tracker.benchmark;

import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.SwarmView;
import io.s3torrent.tracker.swarm.SyntheticPeers;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures a store with a million peers. To measure another store, add it to the parameter. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SwarmStoreBenchmark {
    private static final int PEERS = 1_000_000;
    private static final int TORRENTS = 100_000;

    @Param("memory")
    private String store = "";

    private final SplittableRandom random = new SplittableRandom(1);
    private final SyntheticPeers crowd = new SyntheticPeers(TORRENTS);
    private SwarmStore filled = make();

    private static SwarmStore make() {
        return new MemorySwarmStore(SwarmLimits.DEFAULT, System::nanoTime, new Random(1), new SplittableRandom(2));
    }

    @Setup
    public void fill() {
        if (!store.equals("memory")) {
            throw new IllegalArgumentException("store: " + store + " (expected: memory)");
        }
        filled = make();
        for (int peer = 0; peer < PEERS; peer++) {
            filled.announce(crowd.swarm(peer), crowd.peer(peer), crowd.change(peer), 0);
        }
    }

    @Benchmark
    public SwarmView announce() {
        int peer = random.nextInt(PEERS);
        return filled.announce(crowd.swarm(peer), crowd.peer(peer), crowd.change(peer), 50);
    }

    @Benchmark
    public SwarmView strangerStops() {
        int peer = random.nextInt(PEERS);
        return filled.announce(crowd.swarm(peer), crowd.peer(~peer), PeerChange.STOPPED, 50);
    }

    @Benchmark
    public SwarmCounts counts() {
        return filled.counts(crowd.swarm(random.nextInt(PEERS)));
    }

    /** Expires one of 256 slices. */
    @Benchmark
    public void expirySlice() {
        filled.expire();
    }
}
