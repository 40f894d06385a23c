package io.s3torrent.seeder.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Limits the bytes that may be transferred in a period.
 *
 * @param bytes at least 1
 */
public record Budget(long bytes, Period period) {

    /** Calendar periods in UTC, like those of store bills. */
    public enum Period {
        HOUR,
        DAY,
        MONTH,
        /** No end, as long as the count is kept. */
        TOTAL;

        /** The start of the period that contains {@code now}. */
        public Instant start(Instant now) {
            return switch (this) {
                case HOUR -> now.truncatedTo(ChronoUnit.HOURS);
                case DAY -> now.truncatedTo(ChronoUnit.DAYS);
                case MONTH -> firstOfMonth(now).atStartOfDay().toInstant(ZoneOffset.UTC);
                case TOTAL -> Instant.EPOCH;
            };
        }

        /** The start of the next period. */
        public Instant end(Instant now) {
            return switch (this) {
                case HOUR -> start(now).plus(1, ChronoUnit.HOURS);
                case DAY -> start(now).plus(1, ChronoUnit.DAYS);
                case MONTH -> firstOfMonth(now).plusMonths(1).atStartOfDay().toInstant(ZoneOffset.UTC);
                case TOTAL -> Instant.MAX;
            };
        }

        private static LocalDate firstOfMonth(Instant now) {
            return LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        }

        /** The word that users write behind the slash. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Budget {
        if (bytes < 1) {
            throw new IllegalArgumentException("budget: " + bytes + " bytes (expected: >= 1)");
        }
    }

    /** Uses the largest unit that needs no fraction: {@code 100 GB/month}. */
    @Override
    public String toString() {
        long count = bytes;
        int unit = 0;
        String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
        while (count % 1000 == 0) {
            count /= 1000;
            unit++;
        }
        return count + " " + units[unit] + (period == Period.TOTAL ? "" : "/" + period.word());
    }
}
