package io.s3torrent.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemorySwarmStoreTest extends SwarmStoreContract {
    /** Starts near the end of the range, as {@link System#nanoTime} may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);

    @Override
    protected MemorySwarmStore makeStore(SwarmLimits limits) {
        return new MemorySwarmStore(limits, nanos::get, new Random(1), new SplittableRandom(2));
    }

    @Override
    protected void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void announcesOfManyThreadsAreAllCounted() {
        MemorySwarmStore store = makeStore(SwarmLimits.DEFAULT);
        List<InfoHash> swarms =
                IntStream.range(0, 10).mapToObj(i -> Peers.swarm("swarm " + i)).toList();
        List<CompletableFuture<Void>> threads = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> announceAll(store, swarms, thread)))
                .toList();
        threads.forEach(CompletableFuture::join);
        assertThat(swarms).allSatisfy(swarm -> assertThat(store.counts(swarm)).isEqualTo(new SwarmCounts(400, 0, 400)));
        swarms.forEach(store::forget);
        assertThat(store.used()).isZero();
    }

    private static void announceAll(SwarmStore store, List<InfoHash> swarms, int thread) {
        for (int port = 1; port <= 100; port++) {
            for (int i = 0; i < 10; i++) {
                int last = thread * 50 + port / 50;
                store.announce(swarms.get(i), Peers.v4(last, port), PeerChange.LEECHER, 50);
                store.announce(swarms.get(i), Peers.v4(last, port), PeerChange.COMPLETED, 50);
                store.expire();
            }
        }
    }

    @Test
    void theBookOfMemoryIsRightWhenSwarmsGo() {
        SwarmLimits limits = new SwarmLimits(256, 20_000, 8, 4, Duration.ofHours(1));
        MemorySwarmStore store = makeStore(limits);
        for (int i = 0; i < 30_000; i++) {
            InfoHash swarm = Peers.swarm("swarm " + i % 3000);
            store.announce(swarm, i % 2 == 0 ? Peers.v4(i % 200, 1) : Peers.v6(i % 200, 1), PeerChange.SEEDER, 0);
            assertThat(store.used()).isLessThan(limits.memory() + 1000);
        }
        assertThat(store.used()).isGreaterThan(limits.memory() - 1000);
        pass(Duration.ofHours(2));
        for (int i = 0; i < SwarmStore.EXPIRY_SLICES; i++) {
            store.expire();
        }
        assertThat(store.used()).isZero();
    }
}
