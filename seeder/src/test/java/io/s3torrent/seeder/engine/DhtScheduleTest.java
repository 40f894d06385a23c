package io.s3torrent.seeder.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DhtScheduleTest {
    private static final PeerEndpoint PEER = new PeerEndpoint(InetAddress.getLoopbackAddress(), 6881);
    private static final PeerId US = PeerId.of(new byte[PeerId.LENGTH]);

    private final FakeDht dht = new FakeDht();
    private final List<PeerEndpoint> met = new ArrayList<>();
    private long now;
    private final DhtSchedule schedule = new DhtSchedule(dht, () -> now);

    /** A visit that the test completes. */
    private record Visit(InfoHash infoHash, int port, boolean seeding, CompletableFuture<List<PeerEndpoint>> answer) {}

    private static final class FakeDht implements Dht {
        private final List<Visit> visits = new ArrayList<>();
        private boolean closed;

        @Override
        public CompletableFuture<List<PeerEndpoint>> visit(InfoHash infoHash, int port, boolean seeding) {
            visits.add(new Visit(infoHash, port, seeding, new CompletableFuture<>()));
            return visits.get(visits.size() - 1).answer();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static InfoHash infoHash(int number) {
        return InfoHash.of(ByteBuffer.allocate(InfoHash.LENGTH).putInt(number).array());
    }

    private AnnouncedSwarm seeder(int number) {
        return AnnouncedSwarm.seeder(infoHash(number), US, 7777, () -> 0, met::addAll);
    }

    private AnnouncedSwarm leecher() {
        return new AnnouncedSwarm(infoHash(1), US, 7777, () -> 0, () -> 0, () -> 1, met::addAll);
    }

    private List<Visit> visitsAfter(Duration pause) {
        int before = dht.visits.size();
        now += pause.toNanos();
        schedule.tick();
        return dht.visits.subList(before, dht.visits.size());
    }

    @Test
    void aTorrentIsToldAtOnceAndAgainSoonAndInTheEndEachQuarterOfAnHour() {
        schedule.join(seeder(1));
        assertThat(visitsAfter(Duration.ZERO)).singleElement().satisfies(visit -> {
            assertThat(visit.infoHash()).isEqualTo(infoHash(1));
            assertThat(visit.port()).isEqualTo(7777);
            assertThat(visit.seeding()).isTrue();
        });
        for (int rest = 20; rest < 900; rest = Math.min(900, 2 * rest)) {
            assertNextVisitAfter(Duration.ofSeconds(rest));
        }
        assertNextVisitAfter(Duration.ofMinutes(15));
        assertNextVisitAfter(Duration.ofMinutes(15));
    }

    /** Allows up to a tenth less. */
    private void assertNextVisitAfter(Duration rest) {
        dht.visits.get(dht.visits.size() - 1).answer().complete(List.of());
        assertThat(visitsAfter(rest.multipliedBy(89).dividedBy(100))).isEmpty();
        assertThat(visitsAfter(rest.multipliedBy(11).dividedBy(100))).hasSize(1);
    }

    @Test
    void aTorrentIsNeverVisitedTwiceAtOnce() {
        schedule.join(seeder(1));
        assertThat(visitsAfter(Duration.ZERO)).hasSize(1);
        assertThat(visitsAfter(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void fewOfManyAreVisitedAtATime() {
        IntStream.range(0, 1000).forEach(number -> schedule.join(seeder(number)));
        assertThat(visitsAfter(Duration.ZERO)).hasSize(DhtSchedule.AT_A_TIME);
        dht.visits.get(3).answer().complete(List.of());
        dht.visits.get(4).answer().completeExceptionally(new IOException("nobody"));
        assertThat(visitsAfter(Duration.ZERO)).hasSize(2);
    }

    @Test
    void allOfManyHaveTheirTurnBeforeAnyHasItsSecond() {
        IntStream.range(0, 100).forEach(number -> schedule.join(seeder(number)));
        while (dht.visits.size() < 100) {
            List<Visit> begun = List.copyOf(visitsAfter(Duration.ofMinutes(1)));
            begun.forEach(visit -> visit.answer().complete(List.of()));
        }
        assertThat(dht.visits.subList(0, 100)).extracting(Visit::infoHash).doesNotHaveDuplicates();
    }

    @Test
    void namedPeersAreDialed() {
        schedule.join(seeder(1));
        visitsAfter(Duration.ZERO).get(0).answer().complete(List.of(PEER));
        assertThat(met).containsExactly(PEER);
    }

    @Test
    void pausesGrowWithoutAnswers() {
        schedule.join(seeder(1));
        visitsAfter(Duration.ZERO).get(0).answer().completeExceptionally(new IOException("nobody"));
        visitsAfter(Duration.ofSeconds(2)).get(0).answer().completeExceptionally(new IOException("nobody"));
        assertThat(visitsAfter(Duration.ofSeconds(3))).isEmpty();
        assertThat(visitsAfter(Duration.ofSeconds(1))).hasSize(1);
    }

    @Test
    void aLeecherWithoutPeersLooksAgainSoon() {
        schedule.join(leecher());
        visitsAfter(Duration.ZERO).get(0).answer().complete(List.of());
        assertThat(visitsAfter(Duration.ofSeconds(2)))
                .singleElement()
                .satisfies(visit -> assertThat(visit.seeding()).isFalse());
    }

    @Test
    void watchedTorrentsAreNotAnnounced() {
        schedule.watch(leecher());
        assertThat(visitsAfter(Duration.ZERO)).extracting(Visit::port).containsExactly(Dht.NO_PORT);
    }

    @Test
    void aTorrentThatLeftIsForgottenWhateverIsNamed() {
        schedule.join(seeder(1));
        Visit visit = visitsAfter(Duration.ZERO).get(0);
        schedule.leave(infoHash(1));
        visit.answer().complete(List.of(PEER));
        assertThat(met).isEmpty();
        assertThat(visitsAfter(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void closingEndsTheDht() {
        schedule.close();
        assertThat(dht.closed).isTrue();
    }
}
