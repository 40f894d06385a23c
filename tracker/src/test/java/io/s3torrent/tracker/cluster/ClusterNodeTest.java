package io.s3torrent.tracker.cluster;

import static io.s3torrent.tracker.swarm.PeerChange.COMPLETED;
import static io.s3torrent.tracker.swarm.PeerChange.LEECHER;
import static io.s3torrent.tracker.swarm.PeerChange.SEEDER;
import static io.s3torrent.tracker.swarm.PeerChange.STOPPED;
import static io.s3torrent.tracker.swarm.Peers.v4;
import static io.s3torrent.tracker.swarm.Peers.v6;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.snapshot.ChecksummedSwarms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that share a bus in memory, with a fake clock. */
@Tag("slow")
class ClusterNodeTest {
    private static final InfoHash SWARM = Peers.swarm("a swarm");
    private static final InfoHash UNTRACKED = Peers.swarm("not tracked");
    private static final int QUEUE_BYTES = 10_000;

    /** A tracker without listeners. */
    private final class Tracker {
        private final MemoryBus bus = new MemoryBus(hub);
        private final MemorySwarmStore memory =
                new MemorySwarmStore(SwarmLimits.DEFAULT, () -> nanos, new Random(1), new SplittableRandom(2));
        private final ChangeQueue queue = new ChangeQueue(QUEUE_BYTES);
        private final SwarmStore store = new ClusterSwarmStore(memory, queue);
        private final ClusterNode node;

        Tracker(long id) {
            Predicate<InfoHash> tracked = infoHash -> !infoHash.equals(UNTRACKED);
            ChecksummedSwarms codec = new ChecksummedSwarms(() -> Instant.ofEpochMilli(nanos / 1_000_000));
            SnapshotStore snapshots = new SnapshotStore(id, memory, tracked, codec, bus);
            this.node = new ClusterNode(id, memory, tracked, queue, bus, snapshots, () -> nanos);
            trackers.add(this);
        }

        void tick() {
            bus.keepConnected(node);
            node.tick();
        }

        SwarmCounts counts() {
            return store.counts(SWARM);
        }
    }

    private final MemoryBus.Hub hub = new MemoryBus.Hub();
    private final List<Tracker> trackers = new ArrayList<>();
    private long nanos;

    private final Tracker a = new Tracker(1);
    private final Tracker b = new Tracker(2);

    private void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (nanos < end) {
            nanos += Duration.ofMillis(20).toNanos();
            trackers.forEach(Tracker::tick);
        }
    }

    private void tick() {
        pass(Duration.ofMillis(20));
    }

    @Test
    void whatOneTakesAllHave() {
        tick();
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        a.store.announce(SWARM, v6(2, 1), SEEDER, 0);
        b.store.announce(SWARM, v4(3, 1), COMPLETED, 0);
        tick();
        assertThat(a.counts()).isEqualTo(new SwarmCounts(2, 1, 1));
        assertThat(b.counts()).isEqualTo(new SwarmCounts(2, 1, 1));
        b.store.announce(SWARM, v4(1, 1), STOPPED, 0);
        tick();
        assertThat(a.counts()).isEqualTo(new SwarmCounts(2, 0, 1));
        assertThat(a.store.announce(SWARM, v4(9, 9), LEECHER, 9).peers().endpoints())
                .containsExactlyInAnyOrder(v6(2, 1), v4(3, 1));
    }

    @Test
    void nodesDoNotForwardWhatTheyReceive() {
        tick();
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        pass(Duration.ofSeconds(3));
        assertThat(a.node.snapshot()).isEqualTo(new ClusterSnapshot(true, 1, 1, 0, 0, 0));
        assertThat(b.node.snapshot()).isEqualTo(new ClusterSnapshot(true, 1, 0, 1, 0, 0));
    }

    @Test
    void aPeerThatSaysTheSameAgainStaysYoungEverywhere() {
        tick();
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        a.store.announce(SWARM, v4(2, 1), LEECHER, 0);
        tick();
        nanos += Duration.ofMinutes(40).toNanos();
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        tick();
        nanos += Duration.ofMinutes(10).toNanos();
        for (int i = 0; i < SwarmStore.EXPIRY_SLICES; i++) {
            b.store.expire();
        }
        assertThat(b.counts().leechers()).isOne();
    }

    @Test
    void whatIsNotTrackedHereIsNotKept() {
        tick();
        a.store.announce(UNTRACKED, v4(1, 1), LEECHER, 0);
        pass(Duration.ofSeconds(12));
        Tracker c = new Tracker(3);
        tick();
        assertThat(a.store.counts(UNTRACKED).leechers()).isOne();
        assertThat(b.store.counts(UNTRACKED).leechers()).isZero();
        assertThat(c.store.counts(UNTRACKED).leechers()).isZero();
    }

    @Test
    void aJoiningNodeLoadsTheRecommendedStore() {
        tick();
        for (int i = 1; i <= 200; i++) {
            a.store.announce(Peers.swarm("swarm " + i), v4(i, 1), LEECHER, 0);
        }
        pass(Duration.ofSeconds(12));
        a.bus.close(); // as if both nodes were killed
        b.bus.close();
        trackers.clear();
        Tracker c = new Tracker(3);
        tick();
        for (int i = 1; i <= 200; i++) {
            assertThat(c.store.counts(Peers.swarm("swarm " + i)).leechers()).isOne();
        }
    }

    @Test
    void aNodeThatJoinsBeforeAnyStoreIsSavedRequestsOne() {
        tick();
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        b.store.announce(SWARM, v4(2, 1), LEECHER, 0);
        tick();
        Tracker c = new Tracker(3);
        pass(Duration.ofSeconds(3));
        assertThat(c.counts().leechers()).isEqualTo(2);
    }

    @Test
    void onlyOneNodeSavesItsStoreAndOnlyAfterChanges() {
        pass(Duration.ofSeconds(3));
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        pass(Duration.ofSeconds(30));
        assertThat(hub.slicesSaved).isEqualTo(SwarmStore.EXPIRY_SLICES);
        pass(Duration.ofMinutes(11));
        assertThat(hub.slicesSaved)
                .as("saved again before the saved stores expire")
                .isEqualTo(2 * SwarmStore.EXPIRY_SLICES);
    }

    @Test
    void aNodeThatWasDisconnectedSendsAndReceivesMissedChanges() {
        tick();
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        tick();
        b.bus.cut();
        tick();
        a.store.announce(SWARM, v4(2, 1), SEEDER, 0);
        b.store.announce(SWARM, v4(3, 1), LEECHER, 0);
        b.store.announce(SWARM, v4(1, 1), COMPLETED, 0);
        tick();
        assertThat(b.counts()).as("serves while disconnected").isEqualTo(new SwarmCounts(1, 1, 1));
        pass(Duration.ofSeconds(2));
        b.bus.mend();
        pass(Duration.ofSeconds(4));
        assertThat(a.counts()).isEqualTo(new SwarmCounts(2, 1, 1));
        assertThat(b.counts()).isEqualTo(new SwarmCounts(2, 1, 1));
    }

    @Test
    void twoThatLoseARedisWhichComesBackEmptyMeetAgain() {
        pass(Duration.ofSeconds(15));
        a.bus.cut();
        b.bus.cut();
        tick();
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        b.store.announce(SWARM, v4(2, 1), LEECHER, 0);
        pass(Duration.ofSeconds(60));
        hub.empty();
        a.bus.mend();
        pass(Duration.ofSeconds(1));
        b.bus.mend();
        pass(Duration.ofSeconds(4));
        assertThat(a.counts().leechers()).isEqualTo(2);
        assertThat(b.counts().leechers()).isEqualTo(2);
    }

    @Test
    void changesThatDidNotFitIntoTheQueueAreFetched() {
        tick();
        for (int i = 0; i < 2 * QUEUE_BYTES; i++) {
            a.store.announce(SWARM, v4(i % 200, 1 + i / 200), LEECHER, 0);
        }
        int all = a.counts().leechers();
        tick();
        assertThat(b.counts().leechers()).isPositive().isLessThan(all);
        assertThat(a.node.snapshot().lost()).isPositive();
        pass(Duration.ofSeconds(3));
        assertThat(b.counts().leechers()).isEqualTo(all);
    }

    @Test
    void whatIsNoMessageIsCountedAndLeftOut() {
        tick();
        for (byte[] message : HostileMessages.all()) {
            b.bus.publish(message);
        }
        b.bus.publish("SELECT * FROM peers".getBytes(StandardCharsets.US_ASCII));
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        tick();
        assertThat(b.node.snapshot().refused()).isEqualTo(HostileMessages.all().size() + 1);
        assertThat(b.counts().leechers()).isOne();
    }

    @Test
    void aForgedNodeIdDoesNotSeparateNodes() {
        tick();
        a.bus.publish(ClusterMessageCodec.changes(1, Long.MAX_VALUE, new byte[0]));
        a.store.announce(SWARM, v4(1, 1), LEECHER, 0);
        pass(Duration.ofSeconds(12));
        assertThat(b.counts().leechers()).isOne();
        int put = hub.slicesSaved;
        pass(Duration.ofSeconds(9));
        assertThat(hub.slicesSaved).as("no message is missed").isEqualTo(put);
    }

    @Test
    void inventedNodesAreBoundedAndSoonForgotten() {
        tick();
        for (int i = 0; i < 10_000; i++) {
            a.bus.publish(ClusterMessageCodec.changes(1000 + i, 1, new byte[0]));
        }
        assertThat(b.node.snapshot().nodes()).isEqualTo(NodeTable.MOST_NODES);
        pass(Duration.ofSeconds(6));
        assertThat(b.node.snapshot().nodes()).isOne();
    }
}
