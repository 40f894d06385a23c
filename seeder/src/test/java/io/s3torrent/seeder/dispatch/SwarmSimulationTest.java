package io.s3torrent.seeder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.dispatch.SimulatedSwarm.Outcome;
import io.s3torrent.seeder.dispatch.SimulatedSwarm.Setup;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulates whole swarms: tests their cost in copies, and their time against the minimum that their uploads allow. */
@Tag("slow")
class SwarmSimulationTest {
    private static final double LIMIT = 300;
    private static final double SLOW = 100_000;

    private static SimulatedSwarm swarm(Setup setup, int peers, double upload) {
        SimulatedSwarm swarm = new SimulatedSwarm(setup);
        for (int i = 0; i < peers; i++) {
            swarm.join(upload, true);
        }
        return swarm;
    }

    private static void assertAllDone(Outcome outcome) {
        assertThat(outcome.finished()).isEqualTo(outcome.stayed());
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 2", "16, 1", "16, 2"})
    void oneCopyIsEnoughForASwarmThatUploadsAsFastAsTheSeeder(int peers, long seed) {
        Setup setup = Setup.of(1, 6e6).withSeed(seed);

        Outcome outcome = swarm(setup, peers, 6e6).run(LIMIT);

        assertAllDone(outcome);
        assertThat(outcome.copies()).isLessThanOrEqualTo(1.05);
        assertThat(outcome.last()).isLessThanOrEqualTo(1.3 * setup.size() / 6e6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aPeerThatHardlyUploadsIsGivenLittleAndItsPiecesGoToOthersToo(int slow) {
        Setup setup = Setup.of(1, 6e6);
        SimulatedSwarm swarm = new SimulatedSwarm(setup);
        for (int i = 0; i < 8; i++) {
            swarm.join(i < slow ? SLOW : 6e6, true);
        }

        Outcome outcome = swarm.run(LIMIT);

        assertAllDone(outcome);
        assertThat(outcome.copies()).isLessThanOrEqualTo(1.15);
        assertThat(outcome.last()).isLessThanOrEqualTo(1.5 * setup.size() / 6e6);
    }

    @Test
    void piecesThatOnlyLeaversHadAreGivenAgain() {
        SimulatedSwarm swarm = swarm(Setup.of(1, 6e6), 8, 6e6);
        List<SimulatedPeer> leavers = swarm.peers().subList(6, 8);

        Outcome outcome = swarm.run(
                LIMIT,
                () -> leavers.stream()
                        .filter(peer -> !peer.gone && peer.has.cardinality() > 96)
                        .forEach(swarm::leave));

        assertThat(leavers).allMatch(peer -> peer.gone);
        assertAllDone(outcome);
        assertThat(outcome.copies()).isLessThanOrEqualTo(1.15);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "4, 8", "1, 16", "2, 16", "4, 16"})
    void aSeederWithSpareUploadGivesTheCopiesThatItMayAndNoMore(int copies, int peers) {
        Setup setup = Setup.of(copies, 0);

        Outcome outcome = swarm(setup, peers, 4e6).run(LIMIT);

        assertAllDone(outcome);
        assertThat(outcome.copies())
                .as("an eighth is reserved for the end, and used only if needed")
                .isBetween(0.85 * copies, 1.05 * copies);
        assertThat(outcome.last()).isLessThanOrEqualTo(1.3 * setup.size() * (peers - copies) / (peers * 4e6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aLeecherAloneIsNotHeldUp(int copies) {
        Outcome limited = swarm(Setup.of(copies, 0), 1, 4e6).run(LIMIT);

        assertThat(limited.copies()).isLessThanOrEqualTo(1);
        assertThat(limited.last())
                .isLessThanOrEqualTo(0.6); // 50 MB at a simulated leecher's 125 MB/s take 0.4 s
    }

    /** If one copy is wanted, clients get the 30 s within which the slowest of them choose the peers that they upload to. */
    @ParameterizedTest
    @CsvSource({"2, 6", "1, 37"})
    void leechersThatCannotTradeSoonGetAllTheyRequest(int copies, double seconds) {
        SimulatedSwarm swarm = new SimulatedSwarm(Setup.of(copies, 0));
        for (int i = 0; i < 8; i++) {
            swarm.join(4e6, false);
        }

        Outcome outcome = swarm.run(LIMIT);

        assertAllDone(outcome);
        assertThat(outcome.last()).isLessThanOrEqualTo(seconds);
    }

    @Test
    void aPeerThatCannotTradeDoesNotCostTheOthersTheirCopy() {
        SimulatedSwarm swarm = swarm(Setup.of(1, 0), 8, 4e6);
        swarm.join(4e6, false);

        Outcome outcome = swarm.run(LIMIT);

        assertAllDone(outcome);
        assertThat(outcome.copies()).isBetween(1.9, 2.1);
    }

    @Test
    void thoseWhoComeLateLiveOnWhatTheOthersHave() {
        SimulatedSwarm swarm = swarm(Setup.of(1, 6e6), 8, 6e6);

        Outcome outcome = swarm.run(LIMIT, () -> {
            if (swarm.time() > 5 && swarm.peers().size() < 16) {
                swarm.join(6e6, true);
            }
        });

        assertThat(outcome.stayed()).isEqualTo(16);
        assertAllDone(outcome);
        assertThat(outcome.copies()).isLessThanOrEqualTo(1.05);
    }

    @Test
    void twoThousandPeersOfAllSpeedsWhoComeAndGoCostAFewCopies() {
        Setup setup = new Setup(1, 50, 256 << 10, 20e6, 8, 10, 0.1, 1);
        SimulatedSwarm swarm = new SimulatedSwarm(setup);
        for (int i = 0; i < 2000; i++) {
            swarm.join(i % 20 == 0 ? SLOW : i % 3 == 0 ? 2e6 : 1e6, true);
        }
        List<SimulatedPeer> leavers = swarm.peers().subList(0, 200);

        Outcome outcome = swarm.run(
                LIMIT,
                () -> leavers.stream()
                        .filter(peer -> !peer.gone && peer.has.cardinality() > 12 + peer.id / 8)
                        .forEach(swarm::leave));

        assertThat(outcome.stayed()).isEqualTo(1800);
        assertAllDone(outcome);
        assertThat(outcome.copies()).isLessThanOrEqualTo(36); // for 1800 leechers: one fiftieth
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Setup setup = Setup.of(2, 6e6);

        assertThat(swarm(setup, 8, 6e6).run(LIMIT))
                .isEqualTo(swarm(setup, 8, 6e6).run(LIMIT));
    }
}
