package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.s3torrent.cli.Run;
import io.s3torrent.cli.options.ArgumentConverters;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.BudgetEvent;
import io.s3torrent.seeder.ledger.BudgetEvent.Kind;
import io.s3torrent.seeder.ledger.BudgetEvent.State;
import io.s3torrent.seeder.ledger.PriceProfile;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands print about costs, and how budgets limit them. */
final class CostTextTest {
    private static final CostText AWS = new CostText(PriceProfile.builtIn("aws-internet"));

    @TempDir
    private Path folder;

    @Test
    void aLongReadIsForetoldWithItsPrice() {
        Usage reading = Usage.reading(130_000_000_000L, 15_500);

        assertThat(AWS.warning(reading))
                .hasValue("about to read 130.0 GB in 15,500 requests, about $11.71 with --price aws-internet");
        assertThat(CostText.UNPRICED.warning(reading)).hasValue("about to read 130.0 GB in 15,500 requests");
    }

    @Test
    void ofAShortReadNothingIsSaid() {
        assertThat(AWS.warning(Usage.reading(10_000_000_000L, 1200))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "100GB/month, 100000000000, MONTH",
        "5GiB/day, 5368709120, DAY",
        "1TB/hour, 1000000000000, HOUR",
        "500, 500, TOTAL",
    })
    void budgetsAreSizesByPeriod(String text, long bytes, Period period) {
        assertThat(ArgumentConverters.BudgetArgument.parse(text)).isEqualTo(new Budget(bytes, period));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0/day", "100GB/", "100GB/year", "100GB/Month", "/day", "100GB/total", "-1/day"})
    void whatIsNoBudgetIsNamed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArgumentConverters.BudgetArgument.parse(text))
                .withMessageContaining("(expected: ");
    }

    @Test
    void pricesOfOnesOwnComeFromAFile() throws IOException {
        Path file =
                Files.writeString(folder.resolve("prices"), "read-gb = 1\nget-1000 = 0\nput-1000 = 0\nupload-gb = 0\n");

        assertThat(new CostText(Optional.of(ArgumentConverters.PriceArgument.parse(file.toString())))
                        .foreseen(Usage.reading(5_000_000_000L, 1)))
                .isEqualTo("5.0 GB in 1 request, about $5.00 with --price " + file);
    }

    @Test
    void pricesThatAreNowhereAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArgumentConverters.PriceArgument.parse("aws"))
                .withMessage("\"aws\" (expected: aws-internet, aws-region, r2, b2, or a file of prices)");
    }

    @Test
    void budgetEventsSayWhatFollows() {
        Budget budget = new Budget(100_000_000_000L, Period.MONTH);
        Instant renewal = Instant.parse("2026-08-01T00:00:00Z");

        assertThat(Stream.of(State.values())
                        .map(state -> new BudgetReport(
                                        new BudgetEvent(Kind.S3, state, 81_000_000_000L, budget, renewal))
                                .text()))
                .containsExactly(
                        "warning: 81.0 GB of the S3 budget of 100 GB/month used",
                        "the S3 budget of 100 GB/month is used up: only cached pieces are served until 2026-08-01T00:00:00Z",
                        "the S3 budget of 100 GB/month is renewed");
        assertThat(new BudgetReport(new BudgetEvent(
                                Kind.UPLOAD, State.EXHAUSTED, 5, new Budget(5, Period.TOTAL), Instant.MAX))
                        .text())
                .isEqualTo("the upload budget of 5 bytes is used up: nothing is served");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "seed"})
    void aDryRunAsksForTheLengthAndDoesNothingElse(String command) throws IOException {
        try (ScriptedS3 store = ScriptedS3.start(new byte[20 << 20])) {
            Run run = run(store, command, "--dry-run", "--price", "aws-internet");

            assertThat(run.exitCode()).as(run.stderr()).isZero();
            assertThat(run.stdout())
                    .matches(
                            "\\{\"event\":\"dry-run\",\"time\":\"[^\"]+\",\"source\":\"s3://data/o.bin\",\"size\":20971520,"
                                    + "\"pieceLength\":262144,\"pieces\":80,\"s3Bytes\":20971520,\"s3Requests\":4,"
                                    + "\"cost\":0.001889,\"price\":\"aws-internet\"}\n");
            assertThat(store.requests()).extracting(Request::method).containsExactly("HEAD");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void whatCreatingTookIsToldByKind() throws IOException {
        try (ScriptedS3 store = ScriptedS3.start(new byte[20 << 20])) {
            store.script(ScriptedS3.honest(), ScriptedS3.error(503, "SlowDown", Map.of()));
            Run run = run(store, "create", "--price", "b2");

            assertThat(run.exitCode()).as(run.stderr()).isZero();
            assertThat(run.stdout())
                    .contains(
                            "\"s3Bytes\":20971520,\"s3Requests\":5,\"s3Heads\":1,\"s3Gets\":4,\"s3Lists\":0,\"s3Puts\":0,"
                                    + "\"s3Retries\":1,\"s3Wait\":")
                    .contains("\"cost\":0.000212,\"price\":\"b2\"");
        }
    }

    @Test
    void beyondTheBudgetNothingIsRead() throws IOException {
        try (ScriptedS3 store = ScriptedS3.start(new byte[20 << 20])) {
            Path state = folder.resolve("state");
            Run run = run(store, "create", "--s3-budget", "20MB/day", "--state-dir", state.toString());

            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.stderr())
                    .contains("20971520 bytes are to be read, and of the S3 budget of 20 MB/day 20000000");
            assertThat(store.requests()).extracting(Request::method).containsExactly("HEAD");
        }
    }

    private Run run(ScriptedS3 store, String command, String... more) {
        List<String> words = List.of(
                command,
                "s3://data/o.bin",
                "-O",
                folder.resolve("o.torrent").toString(),
                "--endpoint-url",
                store.endpoint().toString(),
                "--region",
                "us-east-1",
                "--no-sign-request",
                "--sidecar",
                "none",
                "-o",
                "json");
        return Run.of(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    }
}
