package io.s3torrent.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The heap is what the store says, and little of it. */
class FootprintTest {
    private static final int PEERS = 1_000_000;

    @Test
    void aMillionPeersInAHundredThousandTorrentsTakeLittleMemory() {
        Crowd crowd = new Crowd(100_000);
        long before = liveHeap();
        MemorySwarmStore store =
                new MemorySwarmStore(SwarmLimits.DEFAULT, () -> 0, new Random(1), new SplittableRandom(2));
        for (int peer = 0; peer < PEERS; peer++) {
            store.announce(crowd.swarm(peer), crowd.peer(peer), crowd.change(peer), 50);
        }
        long bytes = liveHeap() - before;
        assertThat(bytes / (double) PEERS).as("bytes per peer").isLessThan(24);
        assertThat(store.used()).isCloseTo(bytes, Percentage.withPercentage(15));
    }

    @SuppressWarnings("SystemGc") // It is asked what survives.
    private static long liveHeap() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
