package io.s3torrent.cli;

import io.s3torrent.seeder.Budgets;
import io.s3torrent.seeder.StateDir;
import io.s3torrent.seeder.ledger.Budget;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command may read, and what that costs. */
final class BudgetOptions {
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
    StateDir stateDir() {
        return state.stateDir();
    }

    /** How costs are told. */
    Costs costs() {
        return price.costs();
    }

    /** As the library takes them; what becomes of them is printed. */
    Budgets budgets(Optional<Budget> upload, Output output) {
        return new Budgets(
                state.stateDir(),
                Optional.ofNullable(s3Budget),
                upload,
                Clock.systemUTC(),
                event -> new BudgetReport(event).print(output));
    }
}
