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

    @Mixin
    private final StateOption state = new StateOption();

    /** Where counts and torrents outlive the process. */
    public StateDir stateDir() {
        return state.stateDir();
    }

    /** How costs are told. */
    public CostText costs() {
        return price.costs();
    }

    /** As the library takes them; what becomes of them is printed. */
    public BudgetConfig budgets(Optional<Budget> upload, Output output) {
        return new BudgetConfig(
                state.stateDir(),
                Optional.ofNullable(s3Budget),
                upload,
                Clock.systemUTC(),
                event -> new BudgetReport(event).print(output));
    }
}
