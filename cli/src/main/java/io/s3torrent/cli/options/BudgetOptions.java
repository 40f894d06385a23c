package io.s3torrent.cli.options;

import io.s3torrent.cli.output.BudgetReport;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.Output;
import io.s3torrent.seeder.BudgetConfig;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.resolve.StateDir;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The read budget of a command, and its prices. */
public final class BudgetOptions {
    @Mixin
    private final PriceOption price = new PriceOption();

    @Option(
            names = "--s3-budget",
            paramLabel = "SIZE[/PERIOD]",
            order = 52,
            description = "Read at most this much from the store: 100GB, 100GB/month, /day, /hour.")
    private @Nullable Budget s3Budget;

    /** Describes costs. */
    public CostText costText() {
        return price.costText();
    }

    /**
     * The budgets for the library. Their warnings are printed.
     *
     * @param stateDir keeps the counts between runs
     */
    public BudgetConfig budgets(StateDir stateDir, Optional<Budget> upload, Output output) {
        return new BudgetConfig(
                stateDir,
                Optional.ofNullable(s3Budget),
                upload,
                Clock.systemUTC(),
                event -> new BudgetReport(event).print(output));
    }
}
