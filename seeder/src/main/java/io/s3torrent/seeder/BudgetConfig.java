package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.BudgetEvent;
import io.s3torrent.seeder.resolve.StateDir;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sets the budgets of a seeder, and the listener for their warnings.
 *
 * @param state the folder that keeps the counts between runs; created if there is a budget
 * @param s3 limits the bytes read from the store
 * @param upload limits the bytes sent to peers
 * @param clock decides when a period ends
 * @param listener is told of warnings, exhaustion and renewal, on any thread
 */
public record BudgetConfig(
        StateDir state, Optional<Budget> s3, Optional<Budget> upload, Clock clock, Consumer<BudgetEvent> listener) {

    /** No budgets. */
    public static BudgetConfig none() {
        StateDir unused = StateDir.resolve(Optional.empty(), System.getenv());
        return new BudgetConfig(unused, Optional.empty(), Optional.empty(), Clock.systemUTC(), event -> {});
    }
}
