package io.s3torrent.seeder.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.BudgetEvent.Kind;
import io.s3torrent.seeder.ledger.BudgetEvent.State;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BudgetMeterTest {
    private static final long MIB = 1 << 20;
    private static final Budget TEN_A_DAY = new Budget(10 * MIB, Period.DAY);

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock("2026-07-30T12:00:00Z");
    private final Queue<BudgetEvent> events = new ConcurrentLinkedQueue<>();
    private final List<BudgetMeter> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (BudgetMeter meter : opened) {
            meter.close();
        }
    }

    private BudgetMeter open(Budget budget) throws IOException {
        BudgetMeter meter = BudgetMeter.open(Kind.S3, budget, folder, clock, events::add);
        opened.add(meter);
        return meter;
    }

    private List<State> states() {
        return events.stream().map(BudgetEvent::state).toList();
    }

    @Test
    void givesWhatThereIsToTheLastByteAndNoMore() throws IOException {
        BudgetMeter meter = open(TEN_A_DAY);

        assertThat(meter.take(10 * MIB - 1)).isTrue();
        assertThat(meter.take(2)).isFalse();
        assertThat(meter.take(1)).isTrue();
        assertThat(meter.take(1)).isFalse();
        assertThat(meter.left()).isZero();
    }

    @Test
    void unusedBytesAreAvailableAgain() throws IOException {
        BudgetMeter meter = open(TEN_A_DAY);

        assertThat(meter.take(8 * MIB)).isTrue();
        meter.giveBack(5 * MIB);

        assertThat(meter.left()).isEqualTo(7 * MIB);
        assertThat(meter.take(7 * MIB)).isTrue();
    }

    @Test
    void warnsOnceAtFourFifthsAndSaysOnceThatItIsUsedUp() throws IOException {
        BudgetMeter meter = open(TEN_A_DAY);

        assertThat(meter.take(8 * MIB - 1)).isTrue();
        assertThat(states()).isEmpty();
        assertThat(meter.take(1)).isTrue();
        assertThat(meter.take(1)).isTrue();
        assertThat(states()).containsExactly(State.WARNING);
        assertThat(meter.take(3 * MIB)).isFalse();
        assertThat(meter.take(3 * MIB)).isFalse();

        assertThat(states()).containsExactly(State.WARNING, State.EXHAUSTED);
        assertThat(events.peek())
                .isEqualTo(
                        new BudgetEvent(Kind.S3, State.WARNING, 8 * MIB, TEN_A_DAY, Period.DAY.end(clock.instant())));
    }

    @Test
    void theNextPeriodBeginsWithAllOfIt() throws IOException {
        BudgetMeter meter = open(TEN_A_DAY);
        assertThat(meter.take(10 * MIB)).isTrue();
        assertThat(meter.take(1)).isFalse();

        clock.set("2026-07-31T00:00:00Z");

        assertThat(meter.take(10 * MIB)).isTrue();
        assertThat(states()).containsExactly(State.WARNING, State.EXHAUSTED, State.RENEWED, State.WARNING);
    }

    @Test
    void aClockSetBackFreesNothing() throws IOException {
        BudgetMeter meter = open(TEN_A_DAY);
        assertThat(meter.take(10 * MIB)).isTrue();

        clock.set("2026-07-29T12:00:00Z");

        assertThat(meter.take(1)).isFalse();
        assertThat(open(TEN_A_DAY).take(1)).isFalse();
    }

    @Test
    void aRestartGoesOnWithTheVeryCount() throws IOException {
        BudgetMeter first = open(TEN_A_DAY);
        assertThat(first.take(3 * MIB)).isTrue();
        assertThat(first.take(5)).isTrue();
        first.close();

        assertThat(open(TEN_A_DAY).left()).isEqualTo(7 * MIB - 5);
        assertThat(folder.resolve("budget-s3-day")).content().startsWith("2026-07-30T00:00:00Z ");
    }

    @Test
    void anotherLimitOfTheSamePeriodGoesOnWithTheCount() throws IOException {
        BudgetMeter first = open(TEN_A_DAY);
        assertThat(first.take(3 * MIB)).isTrue();
        first.close();

        assertThat(open(new Budget(5 * MIB, Period.DAY)).left()).isEqualTo(2 * MIB);
        assertThat(open(new Budget(5 * MIB, Period.MONTH)).left()).isEqualTo(5 * MIB);
        assertThat(open(new Budget(2 * MIB, Period.DAY)).take(1)).isFalse();
    }

    @Test
    void twoAtOnceShareOneBudget() throws IOException {
        BudgetMeter one = open(TEN_A_DAY);
        BudgetMeter other = open(TEN_A_DAY);

        assertThat(one.take(6 * MIB)).isTrue();

        assertThat(other.take(5 * MIB)).isFalse();
        assertThat(other.left()).isBetween(3 * MIB, 4 * MIB);
        assertThat(other.take(3 * MIB)).isTrue();
    }

    @Test
    void sentBytesCountBeyondTheLimit() throws IOException {
        BudgetMeter meter = open(TEN_A_DAY);

        assertThat(meter.use(9 * MIB)).isTrue();
        assertThat(meter.use(3 * MIB)).isFalse();
        assertThat(states()).containsExactly(State.WARNING, State.EXHAUSTED);
        clock.set("2026-07-31T00:00:00Z");

        assertThat(meter.use(0)).isTrue();
        assertThat(states()).endsWith(State.RENEWED);
    }

    @Test
    void aMalformedCountFailsInsteadOfCountingFromZero() throws IOException {
        Files.writeString(folder.resolve("budget-s3-day"), "2026-07-30T00:00:00Z many\n");

        assertThatThrownBy(() -> open(TEN_A_DAY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a budget count");
    }

    @Test
    void aKilledProcessHasCountedAllThatItUsedAndAtMostOneSliceMore() throws Exception {
        long used = 0;
        for (int run = 0; run < 3; run++) {
            used += killedAfter(20 + 10 * run);

            try (BudgetMeter meter = Spender.open(folder)) {
                long counted = Spender.BUDGET.bytes() - meter.left();
                assertThat(counted).isBetween(used, used + (run + 1) * (MIB + Spender.STEP));
            }
        }
    }

    /** Returns what another process reported to have taken before it was killed while taking more. */
    private long killedAfter(int steps) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Spender.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < steps; i++) {
                requireNonNull(said.readLine());
            }
            process.toHandle().destroyForcibly(); // Process#destroyForcibly would also close its output
            process.waitFor();
            return (steps + said.lines().count()) * Spender.STEP;
        }
    }

    /** Takes bytes and reports each take, without end. */
    static final class Spender {
        static final Budget BUDGET = new Budget(1_000 * MIB, Period.TOTAL);
        static final long STEP = 100_000;

        private Spender() {}

        static BudgetMeter open(Path folder) throws IOException {
            return BudgetMeter.open(Kind.S3, BUDGET, folder, Clock.systemUTC(), event -> {});
        }

        public static void main(String[] arguments) throws IOException {
            BudgetMeter meter = open(Path.of(arguments[0]));
            byte[] line = new byte[500]; // long lines, so that a pipe without a reader is full soon
            Arrays.fill(line, (byte) 'x');
            line[line.length - 1] = '\n';
            OutputStream out = new FileOutputStream(FileDescriptor.out);
            while (meter.take(STEP)) {
                out.write(line);
            }
        }
    }
}
