package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private Progress progress(boolean terminal) {
        return new Progress(new Console(err, terminal), "hashing", "data", CostText.UNPRICED, clock::get);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLogGetsALineEachTenSeconds() {
        Progress progress = progress(false);
        progress.hashed(0, 100_000_000);
        for (int second = 1; second <= 25; second++) {
            pass(Duration.ofSeconds(1));
            progress.hashed(second * 1_000_000L, 100_000_000);
        }
        progress.close();
        assertThat(said()).isEqualTo("""
                        hashing data  10%  10.0 MB of 100.0 MB  1.0 MB/s  ETA 1:30
                        hashing data  20%  20.0 MB of 100.0 MB  1.0 MB/s  ETA 1:20
                        """);
    }

    @Test
    void aTerminalGetsOneLineThatIsDrawnOverAndTakenAwayAtLast() {
        Progress progress = progress(true);
        progress.hashed(0, 4_000_000);
        pass(Duration.ofMillis(100));
        progress.hashed(1_000_000, 4_000_000);
        progress.hashed(1_000_001, 4_000_000);
        pass(Duration.ofMillis(100));
        progress.hashed(2_000_000, 4_000_000);
        progress.close();
        assertThat(said())
                .isEqualTo(cutOff("hashing data  25%  1.0 MB of 4.0 MB  10.0 MB/s  ETA 0:00") + "\r\033[K"
                        + cutOff("hashing data  50%  2.0 MB of 4.0 MB  10.0 MB/s  ETA 0:00") + "\r\033[K");
    }

    @Test
    void whatIsSaidInBetweenHasALineOfItsOwn() {
        Console console = new Console(err, true);
        console.progress("50%");
        console.note("warning");
        console.progress("60%");
        assertThat(said()).isEqualTo(cutOff("50%") + "\r\033[Ks3torrent: warning\n" + cutOff("60%"));
    }

    /** The text without line wrap (DECAWM), so that a narrow terminal cuts it off instead of scrolling. */
    private static String cutOff(String text) {
        return "\033[?7l" + text + "\033[?7h";
    }

    @Test
    void aResumedDownloadShowsTheRateOfNow() {
        Progress progress = progress(false);
        progress.progress(90_000_000, 100_000_000, 0);
        pass(Duration.ofSeconds(10));
        progress.progress(91_000_000, 100_000_000, 3);
        assertThat(said()).isEqualTo("hashing data  91%  91.0 MB of 100.0 MB  100.0 kB/s  ETA 1:30  3 peers\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "59, 0:59", "60, 1:00", "3599, 59:59", "3600, 1:00:00", "90061, 25:01:01"})
    void timesAreShort(long seconds, String text) {
        assertThat(Progress.clock(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:6969/announce, true", "http://127.0.0.1:6969/announce, true",
                "http://10.1.2.3/announce, true",
        "http://192.168.1.4:6969/announce, true", "http://100.64.0.1/announce, true",
                "http://[fd00::1]:6969/announce, true",
        "http://[::1]:6969/announce, true", "http://seeds.example.org:6969/announce, false",
                "http://192.0.2.1/announce, false",
        "http://[2001:db8::1]:6969/announce, false"
    })
    void aTrackerThatStrangersCannotReachIsWarnedOf(String url, boolean warned) {
        assertThat(TrackerReach.warning(url).isPresent()).isEqualTo(warned);
    }
}
