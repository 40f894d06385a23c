package io.s3torrent.seeder.wire.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.wire.upload.Choker.Turn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ChokerTest {
    private final Choker<Integer> choker = new Choker<>(4, new Random(5));
    private final Map<Integer, Long> sent = new HashMap<>();
    private final Set<Integer> unchoked = new HashSet<>();

    private void interested(int peer, boolean interested) {
        if (choker.setInterested(peer, interested)) {
            unchoked.add(peer);
        }
    }

    private void join(int count) {
        IntStream.range(0, count).forEach(peer -> interested(peer, true));
    }

    private Turn<Integer> next() {
        Turn<Integer> turn = choker.next(peer -> sent.getOrDefault(peer, 0L));
        assertThat(turn.choked()).isSubsetOf(unchoked);
        assertThat(turn.unchoked()).allSatisfy(peer -> assertThat(unchoked).doesNotContain(peer));
        turn.choked().forEach(unchoked::remove);
        unchoked.addAll(turn.unchoked());
        assertThat(unchoked).hasSizeLessThanOrEqualTo(4);
        return turn;
    }

    @Test
    void noPeerWaitsWhileThereAreSlots() {
        join(4);
        assertThat(unchoked).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(choker.isAnyWaiting()).isFalse();
        assertThat(next()).isEqualTo(new Turn<>(List.of(), List.of()));
    }

    @Test
    void peersTakeTurnsAndGetEqualShares() {
        join(20);
        assertThat(choker.isAnyWaiting()).isTrue();
        for (int turn = 0; turn < 1000; turn++) {
            unchoked.forEach(peer -> sent.merge(peer, 1_000_000L, Long::sum));
            next();
            assertThat(unchoked).hasSize(4);
        }
        assertThat(sent.values())
                .hasSize(20)
                .allSatisfy(bytes -> assertThat(bytes).isCloseTo(200_000_000, Percentage.withPercentage(15)));
    }

    @Test
    void anUnusedSlotGoesToAWaitingPeer() {
        join(4);
        interested(3, false);
        next();
        assertThat(unchoked).as("it keeps its slot while no peer waits").contains(3);
        interested(4, true);
        assertThat(next().unchoked()).containsExactly(4);
        assertThat(unchoked).containsExactlyInAnyOrder(0, 1, 2, 4);
    }

    @Test
    void aSlotThatIsLeftIsFilledInTheNextTurn() {
        join(5);
        choker.remove(0);
        unchoked.remove(0);
        choker.remove(0);
        assertThat(next().unchoked()).containsExactly(4);
        assertThat(choker.isAnyWaiting()).isFalse();
    }

    @Test
    void newcomersDoNotStarveWhoWaitsNorTheOtherWayRound() {
        join(8);
        Set<Integer> served = new HashSet<>();
        for (int turn = 0; turn < 200; turn++) {
            unchoked.forEach(peer -> sent.merge(peer, 10L, Long::sum));
            served.addAll(unchoked);
            interested(8 + turn, true);
            if (turn >= 4) {
                choker.remove(4 + turn);
                unchoked.remove(4 + turn);
            }
            next();
        }
        assertThat(served).contains(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(served.stream().filter(peer -> peer >= 8)).hasSizeGreaterThan(100);
    }

    @Test
    void countsHoldWhateverPeersDo() {
        Random random = new Random(8);
        for (int step = 0; step < 20_000; step++) {
            int peer = random.nextInt(12);
            int kind = random.nextInt(10);
            if (kind < 6) {
                interested(peer, random.nextBoolean());
            } else if (kind < 8) {
                choker.remove(peer);
                unchoked.remove(peer);
            } else {
                sent.merge(peer, 5L, Long::sum);
                next();
            }
            assertThat(unchoked).hasSizeLessThanOrEqualTo(4);
        }
    }
}
