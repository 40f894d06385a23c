package io.s3torrent.seeder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.ledger.Budget.Period;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BudgetTest {
    @ParameterizedTest
    @CsvSource({
        "HOUR,  2026-12-31T23:59:59.9Z, 2026-12-31T23:00:00Z, 2027-01-01T00:00:00Z",
        "DAY,   2026-12-31T23:59:59.9Z, 2026-12-31T00:00:00Z, 2027-01-01T00:00:00Z",
        "MONTH, 2026-12-31T23:59:59.9Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
        "MONTH, 2028-02-29T12:00:00Z,   2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "MONTH, 2026-07-01T00:00:00Z,   2026-07-01T00:00:00Z, 2026-08-01T00:00:00Z",
    })
    void periodsAreThoseOfTheCalendarInUtc(Period period, Instant now, Instant start, Instant end) {
        assertThat(period.start(now)).isEqualTo(start);
        assertThat(period.end(now)).isEqualTo(end);
    }

    @Test
    void aTotalIsNeverRenewed() {
        Instant now = Instant.parse("2026-07-01T00:00:00Z");

        assertThat(Period.TOTAL.start(now)).isEqualTo(Instant.EPOCH);
        assertThat(Period.TOTAL.end(now)).isEqualTo(Instant.MAX);
    }

    @ParameterizedTest
    @CsvSource({
        "100000000000, MONTH, 100 GB/month",
        "1500000, DAY, 1500 kB/day",
        "1024, HOUR, 1024 bytes/hour",
        "2000000000000, TOTAL, 2 TB",
        "9223372036854775807, TOTAL, 9223372036854775807 bytes",
    })
    void isShownAsOneWouldWriteIt(long bytes, Period period, String text) {
        assertThat(new Budget(bytes, period)).hasToString(text);
    }
}
