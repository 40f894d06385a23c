package io.s3torrent.seeder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests what a real tracker knows of us. */
class AnnouncerTest {
    private static final InfoHash SWARM = InfoHash.of(new byte[InfoHash.LENGTH]);
    private static final String FIVE_LEECHERS = "d10:incompletei5e8:intervali1800e5:peers0:e";

    private Tracker tracker;
    private Announcer seeder;
    private Announcer leecher;

    @BeforeEach
    void start() throws IOException {
        tracker = Tracker.start(TrackerConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        tracker.allow(SWARM);
        seeder = Announcer.start();
        leecher = Announcer.start();
    }

    @AfterEach
    void stop() {
        leecher.close();
        seeder.close();
        tracker.close();
    }

    private List<List<String>> url() {
        return List.of(List.of(own()));
    }

    private String own() {
        return "http://127.0.0.1:" + tracker.address().getPort() + "/announce";
    }

    private static PeerId id(int seed) {
        return PeerId.random("-S30000-", new Random(seed));
    }

    private void awaitCounts(int seeders, int leechers, int completed) {
        await().untilAsserted(() ->
                assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(seeders, leechers, completed)));
    }

    @Test
    void aSeederIsKnownUntilItSaysGoodBye() {
        seeder.join(AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, peers -> {}), url());
        awaitCounts(1, 0, 0);
        seeder.leave(SWARM);
        awaitCounts(0, 0, 0);
    }

    @Test
    void aLeecherIsToldOfTheSeederAndTellsWhenItHasAll() {
        AtomicLong left = new AtomicLong(5);
        Queue<PeerEndpoint> met = new ConcurrentLinkedQueue<>();
        seeder.join(AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, peers -> {}), url());
        awaitCounts(1, 0, 0);
        leecher.join(new AnnouncedSwarm(SWARM, id(2), 1002, () -> 0, () -> 0, left::get, met::addAll), url());
        awaitCounts(1, 1, 0);
        await().untilAsserted(
                        () -> assertThat(met).extracting(PeerEndpoint::toString).containsExactly("127.0.0.1:1001"));
        left.set(0);
        leecher.close();
        awaitCounts(1, 0, 1);
    }

    @Test
    void closeSaysGoodByeForAll() {
        seeder.join(AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, peers -> {}), url());
        awaitCounts(1, 0, 0);
        seeder.close();
        assertThat(tracker.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void aTrackerThatIsDownOrInvalidDoesNotAffectOthers() {
        seeder.join(
                AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, peers -> {}),
                List.of(
                        List.of("http://127.0.0.1:1/announce"),
                        List.of("no url at all", "wss://127.0.0.1:1/", "http:///announce"),
                        List.of(own())));
        awaitCounts(1, 0, 0);
    }

    @Test
    void whiteSpaceAroundAUrlIsNoPartOfIt() throws IOException {
        Queue<String> requests;
        try (ScriptedTracker scripted = new ScriptedTracker(FIVE_LEECHERS)) {
            requests = scripted.requests();
            seeder.join(
                    AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, peers -> {}),
                    List.of(List.of("\t " + own() + "\r\n"), List.of(" " + scripted.url() + "?a|b c")));
            awaitCounts(1, 0, 0);
            await().until(() -> requests.size() == 1);
        }
        assertThat(requests.remove()).startsWith("GET /announce/key?a%7Cb%20c&info_hash=");
    }

    @Test
    void ofATierOneTrackerIsToldAndTheNextWhenItDoesNotAnswer() {
        List<String> tier = List.of("http://127.0.0.1:1/announce", own());

        seeder.join(AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, peers -> {}), List.of(tier));

        awaitCounts(1, 0, 0);
        seeder.leave(SWARM);
        awaitCounts(0, 0, 0);
    }

    @Test
    void announcesContainTheCurrentUpload() throws Exception {
        AtomicLong uploaded = new AtomicLong(7);
        Queue<String> requests;
        try (ScriptedTracker scripted = new ScriptedTracker(FIVE_LEECHERS)) {
            requests = scripted.requests();
            seeder.join(
                    AnnouncedSwarm.seeder(SWARM, id(1), 1001, uploaded::get, peers -> {}),
                    List.of(List.of(scripted.url())));
            await().until(() -> requests.size() == 1);
            await().until(() -> seeder.leechers(SWARM) == 5);
            uploaded.set(4000);
            seeder.leave(SWARM);
            await().until(() -> requests.size() == 2);
        }
        assertThat(requests.poll())
                .startsWith("GET /announce/key?")
                .contains("&uploaded=7&", "&left=0&", "&event=started");
        assertThat(requests.poll()).contains("&uploaded=4000&", "&event=stopped");
    }

    @Test
    void aReplacedMembershipDoesNotStopAtATrackerThatIsUsedAgain() throws IOException {
        Queue<String> requests;
        try (ScriptedTracker scripted = new ScriptedTracker(FIVE_LEECHERS)) {
            requests = scripted.requests();
            for (int uploaded = 1; uploaded <= 2; uploaded++) {
                long sent = uploaded;
                Queue<List<PeerEndpoint>> answers = new ConcurrentLinkedQueue<>();
                seeder.join(
                        AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> sent, answers::add),
                        List.of(List.of(scripted.url())));
                await().until(() -> answers.size() == 1);
            }
            seeder.close();
        }
        assertThat(requests)
                .satisfiesExactly(
                        first -> assertThat(first).contains("&uploaded=1&", "&event=started"),
                        second -> assertThat(second).contains("&uploaded=2&", "&event=started"),
                        last -> assertThat(last).contains("&uploaded=2&", "&event=stopped"));
    }

    @Test
    void aReplacedMembershipStopsAtATrackerThatIsNotUsedAnyMore() throws IOException {
        Queue<String> requests;
        try (ScriptedTracker former = new ScriptedTracker(FIVE_LEECHERS)) {
            requests = former.requests();
            Queue<List<PeerEndpoint>> answers = new ConcurrentLinkedQueue<>();
            AnnouncedSwarm member = AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, answers::add);
            seeder.join(member, List.of(List.of(former.url()), List.of(own())));
            await().until(() -> answers.size() == 2);
            seeder.join(member, url());
            await().until(() -> requests.size() == 2);
        }
        assertThat(requests).last().asString().contains("&event=stopped");
        awaitCounts(1, 0, 0);
    }

    @Test
    void torrentsThatStartTogetherComeBackOverHalfAnInterval() {
        Random random = new Random(1);
        int[] minutes = new int[31];
        for (int i = 0; i < 10_000; i++) {
            minutes[
                    (int) TrackerMembership.early(Duration.ofMinutes(30), 2, random)
                            .toMinutes()]++;
        }
        assertThat(minutes).startsWith(new int[15]);
        assertThat(Arrays.stream(minutes).skip(15).limit(15).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(500, 840));
        assertThat(TrackerMembership.early(Duration.ZERO, 10, random)).isZero();
    }

    @Test
    void everyTierIsTold() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Tracker other = Tracker.start(TrackerConfig.on(anyPort))) {
            other.allow(SWARM);
            String second = "http://127.0.0.1:" + other.address().getPort() + "/announce";

            seeder.join(
                    AnnouncedSwarm.seeder(SWARM, id(1), 1001, () -> 7, peers -> {}),
                    List.of(List.of(own()), List.of(second)));

            awaitCounts(1, 0, 0);
            await().untilAsserted(() -> assertThat(other.counts(SWARM)).isEqualTo(new SwarmCounts(1, 0, 0)));
        }
    }
}
