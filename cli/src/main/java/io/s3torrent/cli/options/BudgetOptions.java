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

/** What a command may read, and what that costs. */
public final class BudgetOptions {
    @Mixin
    private final PriceOption price = new PriceOption();

    @Option(
            names = "--s3-budget",
            paramLabel = "SIZE[/PERIOD]",
            order = 52,
            description = "Read no more than that from the store: 100GB, 100GB/month, /day, /hour.")
    private @Nullable Budget s3Budget;

    /** How costs are told. */
    public CostText costText() {
        return price.costText();
    }

    /**
     * As the library takes them. Warnings are printed.
     *
     * @param stateDir where the counts are kept from one run to the next
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
