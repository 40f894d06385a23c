package io.s3torrent.tracker.swarm;

import static io.s3torrent.tracker.swarm.PeerChange.COMPLETED;
import static io.s3torrent.tracker.swarm.PeerChange.LEECHER;
import static io.s3torrent.tracker.swarm.PeerChange.SEEDER;
import static io.s3torrent.tracker.swarm.PeerChange.STOPPED;
import static io.s3torrent.tracker.swarm.Peers.v4;
import static io.s3torrent.tracker.swarm.Peers.v6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every swarm store. */
public abstract class SwarmStoreContract {
    private static final InfoHash SWARM = Peers.swarm("a swarm");

    /** Peers expire after an hour; a swarm has at most 8 peers of a family and 4 of an address. */
    static final SwarmLimits LIMITS = new SwarmLimits(256, 1 << 20, 8, 4, Duration.ofHours(1));

    private SwarmStore store;

    /** Creates an empty store. */
    protected abstract SwarmStore makeStore(SwarmLimits limits);

    /** Advances the clock of all stores of this test. */
    protected abstract void pass(Duration time);

    @BeforeEach
    void startWithAnEmptyStore() {
        store = makeStore(SwarmLimits.DEFAULT);
    }

    private List<PeerEndpoint> announce(PeerEndpoint peer, PeerChange change, int want) {
        return store.announce(SWARM, peer, change, want).peers().endpoints();
    }

    private void expireAll() {
        for (int i = 0; i < SwarmStore.EXPIRY_SLICES; i++) {
            store.expire();
        }
    }

    @Test
    void countsEveryPeerOnce() {
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(1, 1), LEECHER, 0);
        announce(v6(1, 1), SEEDER, 0);
        assertThat(store.announce(SWARM, v4(2, 1), LEECHER, 0).counts()).isEqualTo(new SwarmCounts(1, 2, 0));
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(1, 2, 0));
        assertThat(store.counts(Peers.swarm("another"))).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void sumsUpAllSwarms() {
        assertThat(store.totals()).isEqualTo(new SwarmTotals(0, 0, 0, 0, 0, 0));
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(1, 1), COMPLETED, 0);
        announce(v6(1, 1), SEEDER, 0);
        store.announce(Peers.swarm("another"), v4(1, 1), LEECHER, 0);
        SwarmTotals totals = store.totals();
        assertThat(totals).isEqualTo(new SwarmTotals(2, 2, 1, 1, 1, totals.bytes()));
        assertThat(totals.ipv4()).isEqualTo(2);
        assertThat(totals.bytes()).isBetween(100L, 1000L);
    }

    @Test
    void tellsWhatTwoSwarmsHaveInCommon() {
        InfoHash other = Peers.swarm("the other name");
        announce(v4(1, 1), COMPLETED, 0);
        announce(v4(2, 1), COMPLETED, 0);
        announce(v4(3, 1), SEEDER, 0);
        announce(v6(4, 1), LEECHER, 0);
        announce(v6(5, 1), LEECHER, 0);
        announce(v6(6, 1), LEECHER, 0);
        assertThat(store.inCommon(SWARM, other)).isEqualTo(new SwarmTotals(0, 0, 0, 0, 0, 0));

        store.announce(other, v4(1, 1), COMPLETED, 0); // a seeder in both
        store.announce(other, v4(2, 1), LEECHER, 0); // it stays a seeder, so one leecher is counted too often
        store.announce(other, v4(3, 2), SEEDER, 0); // another port is another peer
        store.announce(other, v6(4, 1), SEEDER, 0);
        store.announce(other, v6(5, 1), LEECHER, 0);
        assertThat(store.inCommon(SWARM, other)).isEqualTo(new SwarmTotals(1, 1, 3, 2, 1, 0));
        assertThat(store.inCommon(other, SWARM)).isEqualTo(store.inCommon(SWARM, other));
    }

    @Test
    void tellsALeecherOfEverybodyElse() {
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(2, 1), SEEDER, 0);
        announce(v6(3, 1), LEECHER, 0);
        assertThat(announce(v4(4, 1), LEECHER, 50)).containsExactlyInAnyOrder(v4(1, 1), v4(2, 1), v6(3, 1));
        assertThat(announce(v4(1, 1), LEECHER, 50)).containsExactlyInAnyOrder(v4(2, 1), v6(3, 1), v4(4, 1));
    }

    @Test
    void tellsASeederOfLeechersOnly() {
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(2, 1), SEEDER, 0);
        announce(v6(3, 1), LEECHER, 0);
        announce(v6(4, 1), SEEDER, 0);
        assertThat(announce(v4(5, 1), SEEDER, 50)).containsExactlyInAnyOrder(v4(1, 1), v6(3, 1));
        assertThat(announce(v6(6, 1), COMPLETED, 50)).containsExactlyInAnyOrder(v4(1, 1), v6(3, 1));
    }

    @Test
    void prefersTheFamilyOfTheAsker() {
        for (int i = 1; i <= 5; i++) {
            announce(v4(i, 1), LEECHER, 0);
            announce(v6(i, 1), LEECHER, 0);
        }
        assertThat(announce(v4(9, 1), LEECHER, 5)).hasSize(5).noneMatch(PeerEndpoint::isIpv6);
        assertThat(announce(v6(9, 1), LEECHER, 5)).hasSize(5).allMatch(PeerEndpoint::isIpv6);
        assertThat(announce(v4(9, 1), LEECHER, 8))
                .hasSize(8)
                .filteredOn(PeerEndpoint::isIpv6)
                .hasSize(3);
    }

    @Test
    void choosesDifferentPeersEachTimeAndNoPeerTwice() {
        for (int i = 1; i <= 100; i++) {
            announce(v4(i, 1), i % 3 == 0 ? SEEDER : LEECHER, 0);
        }
        Set<PeerEndpoint> told = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            assertThat(announce(v4(7, 1), LEECHER, 10))
                    .hasSize(10)
                    .doesNotHaveDuplicates()
                    .doesNotContain(v4(7, 1));
            told.addAll(announce(v4(7, 1), LEECHER, 10));
        }
        assertThat(told).hasSize(99);
    }

    @Test
    void aPeerIsItsAddressAndPort() {
        announce(v4(1, 1), SEEDER, 0);
        announce(v4(1, 2), LEECHER, 0);
        announce(v4(1, 2), STOPPED, 0);
        assertThat(announce(v4(2, 1), LEECHER, 9)).containsExactly(v4(1, 1));
    }

    @Test
    void countsACompletedDownloadOncePerPeer() {
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(1, 1), COMPLETED, 0);
        announce(v4(1, 1), COMPLETED, 0);
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(1, 1), COMPLETED, 0);
        announce(v6(1, 1), COMPLETED, 0);
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(2, 0, 2));
    }

    @Test
    void forgetsWhoStops() {
        announce(v4(1, 1), SEEDER, 0);
        announce(v6(1, 1), LEECHER, 0);
        assertThat(announce(v4(1, 1), STOPPED, 50)).isEmpty();
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
    }

    @Test
    void aStrangerThatStopsIsHarmless() {
        assertThat(store.announce(SWARM, v4(1, 1), STOPPED, 0).counts()).isEqualTo(SwarmCounts.NONE);
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(2, 1), STOPPED, 0);
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
    }

    @Test
    void dropsTheSilentAndKeepsTheRest() {
        store = makeStore(LIMITS);
        announce(v4(1, 1), SEEDER, 0);
        announce(v6(1, 1), LEECHER, 0);
        pass(Duration.ofMinutes(59));
        announce(v4(2, 1), LEECHER, 0);
        expireAll();
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(1, 2, 0));
        pass(Duration.ofMinutes(2));
        expireAll();
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
        assertThat(announce(v4(3, 1), LEECHER, 9)).containsExactly(v4(2, 1));
    }

    @Test
    void remembersCompletedDownloadsOfAnEmptySwarm() {
        announce(v4(1, 1), COMPLETED, 0);
        pass(Duration.ofHours(2));
        expireAll();
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(0, 0, 1));
    }

    @Test
    void knowsTheAgeOfASwarm() {
        assertThat(store.announce(SWARM, v4(1, 1), LEECHER, 0).age()).isZero();
        pass(Duration.ofMinutes(40));
        assertThat(store.announce(SWARM, v4(2, 1), LEECHER, 0).age()).isEqualTo(Duration.ofMinutes(40));
    }

    @Test
    void aForgottenSwarmIsEmpty() {
        announce(v4(1, 1), COMPLETED, 0);
        store.forget(SWARM);
        store.forget(SWARM);
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void aFullSwarmLetsTheOldestGo() {
        store = makeStore(LIMITS);
        for (int i = 1; i <= 9; i++) {
            announce(v4(i, 1), LEECHER, 0);
            pass(Duration.ofMinutes(1));
        }
        assertThat(announce(v4(9, 1), LEECHER, 50))
                .hasSize(7)
                .doesNotContain(v4(1, 1))
                .contains(v4(2, 1));
    }

    @Test
    void oneAddressHasFewPortsTheNewestOnes() {
        store = makeStore(LIMITS);
        announce(v4(1, 1), LEECHER, 0);
        for (int port = 1; port <= 6; port++) {
            announce(v4(2, port), SEEDER, 0);
            pass(Duration.ofMinutes(1));
        }
        assertThat(announce(v4(1, 1), LEECHER, 50)).containsExactlyInAnyOrder(v4(2, 3), v4(2, 4), v4(2, 5), v4(2, 6));
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        store = makeStore(LIMITS);
        for (int last = 1; last <= 6; last++) {
            announce(v6(last, 1), LEECHER, 0);
            pass(Duration.ofMinutes(1));
        }
        assertThat(announce(v4(1, 1), LEECHER, 50)).containsExactlyInAnyOrder(v6(3, 1), v6(4, 1), v6(5, 1), v6(6, 1));
    }

    @Test
    void thisMachineIsNoStranger() {
        store = makeStore(LIMITS);
        for (int port = 1; port <= 6; port++) {
            announce(PeerEndpoint.of(new InetSocketAddress("127.0.0.1", port)), LEECHER, 0);
            announce(PeerEndpoint.of(new InetSocketAddress("::1", port)), LEECHER, 0);
        }
        assertThat(store.counts(SWARM).leechers()).isEqualTo(12);
    }

    @Test
    void aFullStoreLetsSwarmsGoThatAreSilent() {
        store = makeStore(LIMITS.toBuilder().memory(50_000).build());
        announce(v4(1, 1), LEECHER, 0);
        pass(Duration.ofMinutes(1));
        InfoHash lively = Peers.swarm("lively");
        for (int i = 0; i < 5000; i++) {
            store.announce(Peers.swarm("swarm " + i), v4(i % 250, 1), LEECHER, 0);
            store.announce(lively, v4(i % 8, 1), LEECHER, 0);
            pass(Duration.ofSeconds(1));
        }
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
        assertThat(store.counts(lively).leechers()).isPositive();
        assertThat(store.counts(Peers.swarm("swarm 4999")).leechers()).isOne();
    }

    @Test
    void aStoreWithoutRoomStillAnswers() {
        store = makeStore(LIMITS.toBuilder().memory(1024).build());
        for (int i = 0; i < 5000; i++) {
            InfoHash swarm = Peers.swarm("swarm " + i);
            assertThat(store.announce(swarm, v4(1, 1), LEECHER, 9).peers().endpoints())
                    .isEmpty();
        }
    }

    private void carry(SwarmStore from, SwarmStore to, Duration ago) {
        for (int slice = 0; slice < SwarmStore.EXPIRY_SLICES; slice++) {
            to.load(from.save(slice), ago, infoHash -> true);
        }
    }

    @Test
    void anotherStoreTakesOverWhatWasSaved() {
        announce(v4(1, 1), COMPLETED, 0);
        announce(v4(2, 1), LEECHER, 0);
        announce(v6(3, 1), SEEDER, 0);
        pass(Duration.ofMinutes(3));
        store.announce(Peers.swarm("another"), v6(4, 1), LEECHER, 0);
        SwarmStore other = makeStore(SwarmLimits.DEFAULT);
        carry(store, other, Duration.ofMinutes(4));
        assertThat(other.counts(SWARM)).isEqualTo(new SwarmCounts(2, 1, 1));
        assertThat(other.counts(Peers.swarm("another"))).isEqualTo(new SwarmCounts(0, 1, 0));
        SwarmView answer = other.announce(SWARM, v4(1, 1), COMPLETED, 9);
        assertThat(answer.counts().completed()).as("counted once per peer").isOne();
        assertThat(answer.peers().endpoints()).containsExactly(v4(2, 1));
        assertThat(answer.age()).isEqualTo(Duration.ofMinutes(7));
        store = other;
        assertThat(announce(v4(9, 1), LEECHER, 9)).containsExactlyInAnyOrder(v4(1, 1), v4(2, 1), v6(3, 1));
    }

    @Test
    void peersKeepTheirAgeWhenTheyAreTakenOver() {
        announce(v4(1, 1), LEECHER, 0);
        pass(Duration.ofMinutes(20));
        announce(v4(2, 1), LEECHER, 0);
        SwarmStore other = makeStore(SwarmLimits.DEFAULT);
        carry(store, other, Duration.ofMinutes(26));
        assertThat(other.counts(SWARM).leechers()).as("silent for 46 minutes").isOne();
        store = other;
        pass(Duration.ofMinutes(20));
        expireAll();
        assertThat(store.counts(SWARM).leechers()).as("silent for 46 minutes").isZero();
    }

    @Test
    void ofWhatIsKnownAlreadyTheLaterAnnounceCounts() {
        announce(v4(1, 1), LEECHER, 0);
        announce(v4(2, 1), LEECHER, 0);
        SwarmStore other = makeStore(SwarmLimits.DEFAULT);
        other.announce(SWARM, v4(2, 1), SEEDER, 0);
        pass(Duration.ofMinutes(5));
        announce(v4(1, 1), SEEDER, 0);
        other.announce(SWARM, v4(1, 1), LEECHER, 0);
        carry(store, other, Duration.ZERO);
        assertThat(other.counts(SWARM)).as("seeders at the same time").isEqualTo(new SwarmCounts(2, 0, 0));
        pass(Duration.ofMinutes(5));
        other.announce(SWARM, v4(1, 1), LEECHER, 0);
        carry(store, other, Duration.ofMinutes(5));
        assertThat(other.counts(SWARM)).isEqualTo(new SwarmCounts(1, 1, 0));
    }

    @Test
    void onlyWhatIsWantedIsTakenOver() {
        announce(v4(1, 1), LEECHER, 0);
        SwarmStore other = makeStore(SwarmLimits.DEFAULT);
        for (int slice = 0; slice < SwarmStore.EXPIRY_SLICES; slice++) {
            other.load(store.save(slice), Duration.ZERO, infoHash -> !infoHash.equals(SWARM));
        }
        assertThat(other.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void loadingDropsNoPeers() {
        for (int i = 0; i < 5000; i++) {
            store.announce(Peers.swarm("swarm " + i), v4(i % 200, 1), LEECHER, 0);
            announce(v4(2, 1 + i % 60), LEECHER, 0);
        }
        SwarmStore other = makeStore(LIMITS.toBuilder().memory(20_000).build());
        other.announce(SWARM, v4(1, 1), SEEDER, 0);
        other.announce(Peers.swarm("its own"), v4(1, 1), SEEDER, 0);
        carry(store, other, Duration.ZERO);
        assertThat(other.counts(SWARM).seeders()).isOne();
        assertThat(other.counts(SWARM).leechers()).isLessThanOrEqualTo(4);
        assertThat(other.counts(Peers.swarm("its own")).seeders()).isOne();
    }

    @Test
    void whatIsTakenOverStaysWithinTheBoundOfMemory() {
        for (int i = 0; i < 5000; i++) {
            announce(v4(i % 250, 1 + i / 250), LEECHER, 0);
        }
        SwarmStore other = makeStore(SwarmLimits.builder().memory(2000).build());
        carry(store, other, Duration.ZERO);
        assertThat(other.counts(SWARM).leechers()).isBetween(100, 300);
    }

    @Test
    void whatIsNoSliceIsRefused() {
        announce(v4(1, 1), LEECHER, 0);
        announce(v6(1, 1), SEEDER, 0);
        byte[] good = new byte[0];
        for (int slice = 0; good.length == 0; slice++) {
            good = store.save(slice);
        }
        byte[] slice = good;
        SwarmStore other = makeStore(SwarmLimits.DEFAULT);
        for (int length = 1; length < slice.length; length++) {
            byte[] cut = Arrays.copyOf(slice, length);
            assertThatThrownBy(() -> other.load(cut, Duration.ZERO, infoHash -> true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int index = InfoHash.LENGTH + 8; index < slice.length; index++) {
            byte[] bent = slice.clone();
            bent[index] ^= (byte) 0x80;
            try {
                other.load(bent, Duration.ZERO, infoHash -> true);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
        assertThat(other.counts(SWARM).leechers()).isLessThan(slice.length);
    }

    @Test
    void theNumberOfSwarmsIsBounded() {
        store = makeStore(LIMITS);
        int known = 0;
        for (int i = 0; i < 5000; i++) {
            store.announce(Peers.swarm("swarm " + i), v4(1, 1), LEECHER, 0);
        }
        for (int i = 0; i < 5000; i++) {
            known += store.counts(Peers.swarm("swarm " + i)).leechers();
        }
        assertThat(known).isBetween(200, 256);
        assertThat(store.counts(Peers.swarm("swarm 4999")).leechers()).isOne();
    }
}
