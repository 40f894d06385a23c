package io.s3torrent.cli.options;

import io.s3torrent.cli.output.Size;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;

/** Parses budgets: {@code 100GB/month}, {@code 5GiB/day}, {@code 500MB/hour}, or {@code 100GB} for all time. */
public final class BudgetArgument {
    private static final String EXPECTED = "(expected: SIZE, SIZE/hour, SIZE/day or SIZE/month, as in 100GB/month)";

    private BudgetArgument() {}

    /**
     * Parses a budget.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Budget parse(String text) {
        int slash = text.indexOf('/');
        Period period = slash < 0 ? Period.TOTAL : period(text, text.substring(slash + 1));
        long bytes = Size.parse(slash < 0 ? text : text.substring(0, slash)).bytes();
        if (bytes == 0) {
            throw wrong(text);
        }
        return new Budget(bytes, period);
    }

    private static Period period(String text, String word) {
        for (Period period : Period.values()) {
            if (period != Period.TOTAL && period.word().equals(word)) {
                return period;
            }
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("\"" + text + "\" " + EXPECTED);
    }
}
