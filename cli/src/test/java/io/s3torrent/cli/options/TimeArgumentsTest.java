package io.s3torrent.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.s3torrent.cli.Run;
import io.s3torrent.cli.options.TimeArguments.EndTime;
import io.s3torrent.cli.options.TimeArguments.RevalidateArgument;
import io.s3torrent.cli.output.ExitCode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeArgumentsTest {
    @ParameterizedTest
    @CsvSource({"90s, 90", "30m, 1800", "24h, 86400", "7d, 604800"})
    void anEndIsADurationFromNow(String text, long seconds) {
        assertThat(EndTime.parse(text).instant())
                .isBetween(
                        Instant.now().plusSeconds(seconds - 10), Instant.now().plusSeconds(seconds));
    }

    @Test
    void anEndIsATime() {
        assertThat(EndTime.parse("2030-12-31T23:59:59Z").instant()).isEqualTo("2030-12-31T23:59:59Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndTime.parse("tomorrow"))
                .withMessageStartingWith("\"tomorrow\" (expected: a duration as in 24h");
    }

    @ParameterizedTest
    @CsvSource({"60s, 60", "90s, 90", "5m, 300", "1h, 3600", "365d, 31536000"})
    void anIntervalIsADuration(String text, long seconds) {
        assertThat(RevalidateArgument.parse(text).interval())
                .hasValueSatisfying(interval -> assertThat(interval.toSeconds()).isEqualTo(seconds));
    }

    @Test
    void neverIsNone() {
        assertThat(RevalidateArgument.parse("never").interval()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"59s", "0s", "0m", "", "60", "-5m", "5 m", "366d", "999999d", "often", "2030-12-31T23:59:59Z"})
    void anythingElseIsRefusedAsItWasWritten(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RevalidateArgument.parse(text))
                .withMessage("\"" + text + "\" (expected: 60s to 365d, as in 90s, 5m or 1h; or never)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "gateway"})
    void bothCommandsTakeItAlsoFromTheEnvironment(String command) {
        String[] args = command.equals("seed") ? new String[] {"seed", "s3://b/k"} : new String[] {"gateway"};

        Run run = Run.with(Map.of("S3TORRENT_REVALIDATE", "1s"), args);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.stderr()).contains("S3TORRENT_REVALIDATE", "60s to 365d");
        assertThat(Run.of(command, "--help").stdout()).contains("--revalidate=DURATION|never", "default: 5m");
    }
}
