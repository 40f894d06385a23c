package io.s3torrent.cli.options;

import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.Output;
import io.s3torrent.seeder.BudgetConfig;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.resolve.StateDir;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command may cost. */
public final class CostOptions {
    @Option(
            names = "--dry-run",
            order = 50,
            description = "Only say what would be read, in how many requests, for how much.")
    private boolean dryRun;

    @Mixin
    private final BudgetOptions budget = new BudgetOptions();

    /** True when nothing is to be done. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Where counts and torrents outlive the process. */
    public StateDir stateDir() {
        return budget.stateDir();
    }

    /** How costs are told. */
    public CostText costs() {
        return budget.costs();
    }

    /** As the library takes them; what becomes of them is printed. */
    public BudgetConfig budgets(Optional<Budget> upload, Output output) {
        return budget.budgets(upload, output);
    }
}
