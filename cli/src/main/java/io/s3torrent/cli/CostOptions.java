package io.s3torrent.cli;

import io.s3torrent.seeder.Budgets;
import io.s3torrent.seeder.StateDir;
import io.s3torrent.seeder.ledger.Budget;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command may cost. */
final class CostOptions {
    @Option(
            names = "--dry-run",
            order = 50,
            description = "Only say what would be read, in how many requests, for how much.")
    private boolean dryRun;

    @Mixin
    private final BudgetOptions budget = new BudgetOptions();

    /** True when nothing is to be done. */
    boolean isDryRun() {
        return dryRun;
    }

    /** Where counts and torrents outlive the process. */
    StateDir stateDir() {
        return budget.stateDir();
    }

    /** How costs are told. */
    Costs costs() {
        return budget.costs();
    }

    /** As the library takes them; what becomes of them is printed. */
    Budgets budgets(Optional<Budget> upload, Output output) {
        return budget.budgets(upload, output);
    }
}
