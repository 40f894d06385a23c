package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.wire.KeepAliveTimer.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeepAliveTimerTest {
    private final KeepAliveTimer clock = new KeepAliveTimer(0);

    private Verdict tick(long second, long pending, boolean owing) {
        return clock.tick(TimeUnit.SECONDS.toNanos(second), pending, owing);
    }

    @Test
    void aPeerThatTakesNothingForThirtySecondsIsGivenUp() {
        assertThat(tick(5, 1000, true)).isEqualTo(Verdict.GO_ON);
        assertThat(tick(34, 1000, true)).isEqualTo(Verdict.GO_ON);
        assertThat(tick(35, 1000, true)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void aSlowPeerIsNot() {
        for (int second = 5; second < 600; second += 25) {
            assertThat(tick(second, 100_000 - second, true)).isEqualTo(Verdict.GO_ON);
        }
    }

    @Test
    void aSilentPeerIsGivenUpUnlessItWaitsForUs() {
        assertThat(tick(200, 0, true)).isEqualTo(Verdict.KEEP_ALIVE);
        assertThat(tick(201, 0, false)).isEqualTo(Verdict.GIVE_UP);
        clock.heard(TimeUnit.SECONDS.toNanos(201));
        assertThat(tick(300, 0, false)).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void weSaySomethingBeforeTwoMinutesAreOver() {
        assertThat(tick(109, 0, true)).isEqualTo(Verdict.GO_ON);
        assertThat(tick(110, 0, true)).isEqualTo(Verdict.KEEP_ALIVE);
        assertThat(tick(115, 0, true)).isEqualTo(Verdict.GO_ON);
    }
}
