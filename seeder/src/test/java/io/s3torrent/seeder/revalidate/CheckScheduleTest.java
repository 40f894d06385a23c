package io.s3torrent.seeder.revalidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.revalidate.CheckSchedule.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckScheduleTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    /** {@link System#nanoTime} may start at any value. */
    private static final long START = Long.MAX_VALUE - 1000;

    private long now = START;
    private final CheckSchedule<Torrent> schedule = new CheckSchedule<>(INTERVAL, START);
    private final Torrent torrent = new Torrent(START);

    private static final class Torrent extends Slot {
        private boolean peers;

        Torrent(long checked) {
            super(checked);
        }

        @Override
        boolean hasPeers() {
            return peers;
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void use() {
        schedule.used(torrent, now);
    }

    private boolean isDue() {
        return schedule.next(now).isPresent();
    }

    /** Runs a check that finds the torrent unchanged. */
    private void check() {
        pass(Duration.ofMillis(1));
        assertThat(schedule.next(now)).contains(torrent);
        schedule.unchanged(torrent, now);
        pass(Duration.ofMillis(1));
        schedule.done(torrent);
    }

    @Test
    void aTorrentThatNobodyUsesIsNeverChecked() {
        pass(Duration.ofDays(10));

        assertThat(isDue()).isFalse();
    }

    @Test
    void aTorrentInUseIsCheckedWhenTheIntervalIsOverAndNotBefore() {
        pass(Duration.ofMinutes(1));
        use();
        pass(Duration.ofMinutes(3));
        use();
        assertThat(isDue()).isFalse();

        pass(Duration.ofMinutes(1));
        check();
    }

    @Test
    void theFirstUseAfterALongTimeIsDueAtOnce() {
        pass(Duration.ofDays(3));
        use();

        assertThat(isDue()).isTrue();
    }

    @Test
    void aTorrentThatWasNotUsedSinceItsCheckIsNotCheckedAgain() {
        pass(INTERVAL);
        use();
        check();

        pass(INTERVAL.multipliedBy(3));
        assertThat(isDue()).isFalse();
        use();
        assertThat(isDue()).isTrue();
    }

    @Test
    void aUseDuringACheckIsNotLost() {
        pass(INTERVAL);
        use();
        assertThat(schedule.next(now)).contains(torrent);
        pass(Duration.ofMillis(1));
        use();
        schedule.unchanged(torrent, now - 1);
        schedule.done(torrent);

        pass(INTERVAL);
        assertThat(isDue()).isTrue();
    }

    @Test
    void aTorrentWithPeersIsCheckedThoughTheyAskForNothing() {
        torrent.peers = true;
        pass(INTERVAL);
        use();
        check();

        for (int i = 0; i < 3; i++) {
            pass(INTERVAL);
            check();
        }
        torrent.peers = false;
        pass(INTERVAL);
        assertThat(isDue()).isFalse();
    }

    @Test
    void aReadThatShowedTheTorrentUnchangedPutsOffTheCheck() {
        use();
        pass(Duration.ofMinutes(4));
        schedule.unchanged(torrent, now);
        pass(Duration.ofMinutes(1));
        use();
        assertThat(isDue()).isFalse();

        pass(Duration.ofMinutes(4));
        assertThat(isDue()).isTrue();
    }

    @Test
    void whatWasAskedBeforeTheLastCheckIsNoNews() {
        long before = now;
        pass(Duration.ofSeconds(1));
        schedule.unchanged(torrent, now);

        assertThat(schedule.isNews(torrent, before)).isFalse();
        assertThat(schedule.isNews(torrent, now + 1)).isTrue();
        schedule.unchanged(torrent, before);
        assertThat(schedule.isNews(torrent, before)).isFalse();
    }

    @Test
    void aCheckThatTheStoreDidNotAnswerIsRepeatedAfterAMinute() {
        torrent.peers = true;
        pass(INTERVAL);
        use();
        for (int i = 0; i < 100; i++) {
            assertThat(schedule.next(now)).contains(torrent);
            schedule.unanswered(torrent, now);
            schedule.done(torrent);
            pass(CheckSchedule.RETRY.minusNanos(1));
            assertThat(isDue()).isFalse();
            pass(Duration.ofNanos(1));
        }
        check();
        pass(CheckSchedule.RETRY);
        assertThat(isDue()).isFalse();
    }

    @Test
    void onlyTheThirdRefusalInARowCounts() {
        assertThat(refusals(2)).doesNotContain(true);
        schedule.unchanged(torrent, now);
        assertThat(refusals(2)).doesNotContain(true);
        schedule.unanswered(torrent, now);
        assertThat(refusals(2)).doesNotContain(true);
        assertThat(refusals(1)).containsExactly(true);
    }

    private List<Boolean> refusals(int count) {
        List<Boolean> enough = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            enough.add(schedule.refused(torrent, now));
        }
        return enough;
    }

    @Test
    void aTorrentThatHasEndedIsNotChecked() {
        pass(INTERVAL);
        use();
        schedule.end(torrent);
        assertThat(isDue()).isFalse();
        use();
        assertThat(isDue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 3000})
    void torrentsThatAreDueTogetherAreCheckedTenInASecondTheOldestFirst(int torrents) {
        List<Torrent> used = new ArrayList<>();
        for (int i = 0; i < torrents; i++) {
            used.add(new Torrent(START + i));
        }
        pass(INTERVAL.plusSeconds(1));
        used.forEach(any -> schedule.used(any, now));

        List<Long> sent = new ArrayList<>();
        List<Torrent> checked = new ArrayList<>();
        for (Optional<Torrent> next = schedule.next(now); next.isPresent(); next = schedule.next(now)) {
            sent.add(now + schedule.turn(now) - START);
            checked.add(next.get());
        }

        assertThat(checked).isEqualTo(used);
        for (int i = 10; i < sent.size(); i++) {
            assertThat(sent.get(i) - sent.get(i - 10)).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        }
        assertThat(sent.get(torrents - 1) - sent.get(0))
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(100L * (torrents - 1)));
    }
}
