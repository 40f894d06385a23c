package io.s3torrent.seeder.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.BudgetEvent.Kind;
import io.s3torrent.seeder.ledger.BudgetMeter;
import io.s3torrent.seeder.ledger.TestClock;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BudgetedStoreTest {
    private static final int LENGTH = 100_000;
    private static final ByteSink ANYWHERE = (chunk, offset, length) -> {};

    @TempDir
    private Path folder;

    private final MemoryStore memory = new MemoryStore(new byte[LENGTH]);
    private BudgetMeter meter;
    private BudgetedStore store;

    @BeforeEach
    void open() throws IOException {
        Budget budget = new Budget(LENGTH, Period.MONTH);
        meter = BudgetMeter.open(Kind.S3, budget, folder, new TestClock("2026-07-30T12:00:00Z"), event -> {});
        store = new BudgetedStore(memory, meter);
    }

    @AfterEach
    void close() throws IOException {
        meter.close();
    }

    @Test
    void readsUntilTheBudgetIsUsedUpAndThenAsksForNothing() throws IOException {
        store.read(memory.version(), new ByteRange(0, 60_000), ANYWHERE);

        assertThatThrownBy(() -> store.read(memory.version(), new ByteRange(0, 60_000), ANYWHERE))
                .isInstanceOf(ObjectException.OverBudget.class)
                .hasMessage(
                        "GetObject s3://bucket/dir/object.bin bytes [0, 60000): the S3 budget of 100 kB/month is used up"
                                + " until 2026-08-01T00:00:00Z");
        assertThat(memory.requestedRanges()).containsExactly(new ByteRange(0, 60_000));
        store.read(memory.version(), new ByteRange(60_000, LENGTH), ANYWHERE);
    }

    @Test
    void ofAReadThatFailsOnlyWhatCameCounts() throws IOException {
        memory.failNext(MemoryStore.Fault.UNAVAILABLE);
        assertThatThrownBy(() -> store.read(memory.version(), new ByteRange(0, LENGTH), ANYWHERE))
                .isInstanceOf(ObjectException.Unavailable.class);

        store.read(memory.version(), new ByteRange(0, LENGTH), ANYWHERE);
        assertThat(meter.left()).isZero();
    }

    @Test
    void aWholeObjectCountsWhenItIsWanted() throws IOException {
        assertThat(store.whole(memory.version().location(), object -> false)).isEmpty();
        assertThat(meter.left()).isEqualTo(LENGTH);
        assertThat(store.whole(memory.version().location(), object -> true)).isPresent();

        assertThat(meter.left()).isZero();
        assertThatThrownBy(() -> store.whole(memory.version().location(), object -> true))
                .isInstanceOf(ObjectException.OverBudget.class);
    }

    @Test
    void whatIsExpectedMustBeLeftAsAWhole() throws IOException {
        store.expect(LENGTH);
        store.read(memory.version(), new ByteRange(0, 1), ANYWHERE);

        assertThatThrownBy(() -> store.expect(LENGTH))
                .isInstanceOf(ObjectException.OverBudget.class)
                .hasMessage("100000 bytes are to be read, and of the S3 budget of 100 kB/month 99999 are left"
                        + " until 2026-08-01T00:00:00Z; nothing was read");
    }

    @Test
    void aBudgetThatCannotBeCountedIsUsedUp() throws IOException {
        Path count = Files.writeString(folder.resolve("budget-s3-month"), "spoilt");

        assertThatThrownBy(() -> store.expect(1))
                .isInstanceOf(ObjectException.OverBudget.class)
                .hasMessageContaining("cannot be counted");
        Files.delete(count);
        assertThat(memory.requestedRanges()).isEmpty();
    }

    @Test
    void everyCallIsPassedOnAndNoneLeftToADefault() {
        Stream<Method> calls = Arrays.stream(ObjectStore.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()));

        assertThat(calls)
                .allSatisfy(call -> assertThat(BudgetedStore.class.getMethod(call.getName(), call.getParameterTypes()))
                        .extracting(Method::getDeclaringClass)
                        .isEqualTo(BudgetedStore.class));
    }

    /** While the budget lasts, it follows the contract of other stores. */
    @Nested
    final class WithinTheBudget extends ObjectStoreContract {
        private BudgetMeter large;

        @BeforeEach
        void openLarge() throws IOException {
            Path elsewhere = Files.createDirectories(folder.resolve("large"));
            Budget budget = new Budget(1L << 30, Period.MONTH);
            large = BudgetMeter.open(Kind.S3, budget, elsewhere, new TestClock("2026-07-30T12:00:00Z"), event -> {});
        }

        @AfterEach
        void closeLarge() throws IOException {
            large.close();
        }

        @Override
        protected ObjectStore store() {
            return new BudgetedStore(memory, large);
        }

        @Override
        protected S3Location put(String key, byte[] bytes) {
            S3Location location = new S3Location("bucket", key);
            memory.put(location, bytes);
            return location;
        }
    }
}
