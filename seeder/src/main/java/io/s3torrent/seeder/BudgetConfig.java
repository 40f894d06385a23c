package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.BudgetEvent;
import io.s3torrent.seeder.resolve.StateDir;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What may be moved, and who hears when that comes to its end.
 *
 * @param state where counts outlive the process; made when there is a budget
 * @param s3 on bytes read from the store
 * @param upload on bytes sent to peers
 * @param clock says when a period ends
 * @param listener hears of warnings, exhaustion and renewal, on any thread
 */
public record BudgetConfig(
        StateDir state, Optional<Budget> s3, Optional<Budget> upload, Clock clock, Consumer<BudgetEvent> listener) {

    /** As much as one likes. */
    public static BudgetConfig none() {
        StateDir unused = StateDir.resolve(Optional.empty(), System.getenv());
        return new BudgetConfig(unused, Optional.empty(), Optional.empty(), Clock.systemUTC(), event -> {});
    }
}
