package io.s3torrent.seeder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.client.TrackerClient;
import io.s3torrent.tracker.client.TrackerClientConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the announces of a torrent to a scripted tracker, at times that the test controls. */
class TrackerMembershipTest {
    private static final InfoHash SWARM = InfoHash.of(new byte[InfoHash.LENGTH]);
    private static final PeerId US = PeerId.random("-S30000-", new Random(1));

    /** Keeps scheduled tasks instead of running them. */
    private static final class HandClock extends ScheduledThreadPoolExecutor {
        private final BlockingQueue<Runnable> due = new LinkedBlockingQueue<>();
        private volatile Duration wait = Duration.ZERO;

        HandClock() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            wait = Duration.of(delay, unit.toChronoUnit());
            due.add(task);
            return super.schedule(() -> {}, 0, unit);
        }

        /** Runs the next announce now. Returns how long it should have waited. */
        Duration go() throws InterruptedException {
            Runnable task = due.poll(30, TimeUnit.SECONDS);
            assertThat(task).isNotNull();
            Duration asked = wait;
            task.run();
            return asked;
        }
    }

    private final HandClock clock = new HandClock();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private ScriptedTracker tracker;
    private TrackerClient client;

    @BeforeEach
    void start() throws IOException {
        client = TrackerClient.start(TrackerClientConfig.of("x"));
        // The last answer is repeated.
        tracker = new ScriptedTracker(() -> answers.size() > 1 ? answers.remove() : answers.element());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        tracker.close();
        clock.shutdownNow();
    }

    private TrackerMembership begin(String... script) {
        answers.addAll(List.of(script));
        TrackerMembership membership = new TrackerMembership(
                client,
                clock,
                new TrackerTier(List.of(URI.create(tracker.url())), new Random(1)),
                AnnouncedSwarm.seeder(SWARM, US, 1001, () -> 7, peers -> {}));
        membership.begin();
        return membership;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            d14:failure reason2:noe                                 | 14
            d14:failure reason2:no8:retry in5:nevere                | 14
            d14:failure reason2:no8:retry ini5ee                    | 270
            d14:failure reason2:no8:retry ini1440ee                 | 1620
            d14:failure reason2:no8:retry ini9223372036854775807ee  | 1620
            """)
    void aTrackerThatRefusesIsAskedAgainAfterHalfAnHourAtMost(String answer, int seconds) throws Exception {
        Duration least = Duration.ofSeconds(seconds);
        TrackerMembership refused = begin(answer, "d8:intervali1800ee");
        Duration wait = clock.go();
        assertThat(wait.plusSeconds(1)).isGreaterThanOrEqualTo(least);
        assertThat(wait).isLessThanOrEqualTo(least.multipliedBy(10).dividedBy(9).plusSeconds(1));
        await().until(() -> tracker.requests().size() == 2);
        assertThat(refused.end()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void aTrackerThatRefusesAgainAndAgainIsStillAsked() throws Exception {
        begin("d14:failure reason2:no8:retry in5:nevere");
        Duration wait = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            wait = clock.go();
        }
        assertThat(wait).isBetween(Duration.ofMinutes(27), Duration.ofMinutes(30));
    }

    @Test
    void aTrackerIdIsSentBackUntilAnotherOneComes() throws Exception {
        TrackerMembership membership =
                begin("d10:tracker id3:a&be", "de", "d14:failure reason2:noe", "d10:tracker id1:ce", "de");
        for (int i = 0; i < 4; i++) {
            clock.go();
        }
        await().until(() -> tracker.requests().size() == 5);
        assertThat(membership.end()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(tracker.requests())
                .satisfiesExactly(
                        first -> assertThat(first).doesNotContain("trackerid").contains("event=started"),
                        second -> assertThat(second).contains("&trackerid=a%26b"),
                        third -> assertThat(third).contains("&trackerid=a%26b"),
                        fourth -> assertThat(fourth).contains("&trackerid=a%26b"),
                        fifth -> assertThat(fifth).contains("&trackerid=c"),
                        last -> assertThat(last).contains("&trackerid=c&event=stopped "));
    }
}
