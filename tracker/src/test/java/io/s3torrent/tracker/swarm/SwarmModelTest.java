package io.s3torrent.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.testing.TestSeed;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs random operations on the store and on a simple model of it; both must always agree. */
@Tag("slow")
class SwarmModelTest {
    private static final int OPERATIONS = 1_000_000;
    private static final List<InfoHash> SWARMS =
            IntStream.range(0, 20).mapToObj(i -> Peers.swarm("swarm " + i)).toList();
    private static final List<PeerChange> CHANGES = List.of(PeerChange.values());
    private static final int TTL_MINUTES = 45;

    /**
     * A peer of the model.
     *
     * @param counted whether it was counted as completed
     * @param minute of its last announce
     */
    private record Peer(boolean seeder, boolean counted, int minute) {}

    /** A swarm of the model. */
    private static final class Swarm {
        private final Map<PeerEndpoint, Peer> peers = new HashMap<>();
        private int completed;

        private SwarmCounts counts() {
            int seeders = (int) peers.values().stream().filter(Peer::seeder).count();
            return new SwarmCounts(seeders, peers.size() - seeders, completed);
        }
    }

    private final long seed = TestSeed.seed();
    private final Random random = new Random(seed);
    private final AtomicLong nanos = new AtomicLong();
    private final SwarmStore store = new MemorySwarmStore(
            new SwarmLimits(1000, 1 << 20, 10_000, 10_000, Duration.ofMinutes(TTL_MINUTES)),
            nanos::get,
            random,
            new SplittableRandom(seed));
    private final Map<InfoHash, Swarm> model = new HashMap<>();
    private int minute;

    @Test
    void theStoreAgreesWithItsModel() {
        for (int i = 0; i < OPERATIONS; i++) {
            int dice = random.nextInt(10_000);
            if (dice < 2) {
                passTime();
            } else if (dice < 4) {
                forget();
            } else {
                announce(i);
            }
        }
        model.forEach((swarm, expected) ->
                assertThat(store.counts(swarm)).as("seed %d", seed).isEqualTo(expected.counts()));
    }

    private void announce(int operation) {
        InfoHash infoHash = SWARMS.get(random.nextInt(SWARMS.size()));
        PeerEndpoint peer = peer();
        PeerChange change = CHANGES.get(random.nextInt(CHANGES.size()));
        int want = random.nextInt(80);
        Swarm swarm = model.computeIfAbsent(infoHash, unknown -> new Swarm());
        apply(swarm, peer, change);
        SwarmView answer = store.announce(infoHash, peer, change, want);
        if (operation % 16 == 0) {
            assertThat(answer.counts()).as("seed %d", seed).isEqualTo(swarm.counts());
            assertRight(swarm, peer, change, want, answer.peers().endpoints());
        }
    }

    private PeerEndpoint peer() {
        int last = random.nextInt(60);
        return random.nextInt(3) == 0 ? Peers.v6(last, 7) : Peers.v4(last, 1 + random.nextInt(2));
    }

    private void apply(Swarm swarm, PeerEndpoint endpoint, PeerChange change) {
        if (change == PeerChange.STOPPED) {
            swarm.peers.remove(endpoint);
            return;
        }
        Peer before = swarm.peers.get(endpoint);
        boolean counted = before != null && before.counted();
        if (change == PeerChange.COMPLETED && !counted) {
            swarm.completed++;
            counted = true;
        }
        swarm.peers.put(endpoint, new Peer(change != PeerChange.LEECHER, counted, minute));
    }

    private void assertRight(Swarm swarm, PeerEndpoint asker, PeerChange change, int want, List<PeerEndpoint> told) {
        boolean leechersOnly = change == PeerChange.SEEDER || change == PeerChange.COMPLETED;
        Set<PeerEndpoint> eligible = new HashSet<>();
        swarm.peers.forEach((endpoint, peer) -> {
            if (!endpoint.equals(asker) && !(leechersOnly && peer.seeder())) {
                eligible.add(endpoint);
            }
        });
        int size = change == PeerChange.STOPPED ? 0 : Math.min(want, eligible.size());
        assertThat(told).as("seed %d", seed).hasSize(size).doesNotHaveDuplicates();
        assertThat(eligible).as("seed %d", seed).containsAll(told);
    }

    private void passTime() {
        int minutes = 1 + random.nextInt(40);
        nanos.addAndGet(Duration.ofMinutes(minutes).toNanos());
        minute += minutes;
        model.values().forEach(swarm -> swarm.peers.values().removeIf(peer -> minute - peer.minute() > TTL_MINUTES));
        for (int i = 0; i < SwarmStore.EXPIRY_SLICES; i++) {
            store.expire();
        }
    }

    private void forget() {
        InfoHash infoHash = SWARMS.get(random.nextInt(SWARMS.size()));
        model.remove(infoHash);
        store.forget(infoHash);
    }
}
