package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.bt.DownloadException.Stalled;
import io.s3torrent.seeder.bt.DownloadRun.StallWatch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final StallWatch watch = new StallWatch(Duration.ofSeconds(10), 0);

    @Test
    void progressRestartsThePatience() {
        assertThatCode(() -> {
                    watch.check(0, 0, 9 * SECOND);
                    watch.check(1, 1, 10 * SECOND);
                    watch.check(1, 1, 20 * SECOND);
                    watch.check(2, 1, 30 * SECOND);
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> watch.check(2, 2, 41 * SECOND))
                .isInstanceOf(Stalled.class)
                .hasMessageContaining("nothing from 2 peers for 10 s");
    }

    @Test
    void absenceOfPeersIsSaid() {
        assertThatThrownBy(() -> watch.check(0, 0, 11 * SECOND)).hasMessageContaining("no peers for 10 s");
    }
}
