package io.s3torrent.seeder;

import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.seeder.engine.ActiveTorrents;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.BudgetEvent.Kind;
import io.s3torrent.seeder.ledger.BudgetMeter;
import io.s3torrent.seeder.s3.BudgetedStore;
import io.s3torrent.seeder.s3.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a seeder to its budgets: reads of the store are refused beyond theirs; what peers get is counted twice a second, and while
 * none of that budget is left all torrents rest.
 *
 * <p>What engines send in half a second may thus go beyond the budget. One thread of its own, as counting writes to the disk.
 */
final class BudgetWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetWatch.class);
    private static final int BEAT_MILLIS = 500;

    private final CloseStack closing = new CloseStack();
    private final Optional<BudgetMeter> s3;
    private final Optional<BudgetMeter> upload;
    private LongSupplier uploaded = () -> 0;
    private long counted;
    private boolean countable = true;

    private BudgetWatch(BudgetConfig budgets) throws IOException {
        s3 = meter(Kind.S3, budgets.s3(), budgets);
        upload = meter(Kind.UPLOAD, budgets.upload(), budgets);
    }

    /**
     * Goes on with the counts of earlier runs.
     *
     * @throws IOException when they cannot be kept
     */
    static BudgetWatch open(BudgetConfig budgets) throws IOException {
        return new BudgetWatch(budgets);
    }

    private Optional<BudgetMeter> meter(Kind kind, Optional<Budget> budget, BudgetConfig budgets) throws IOException {
        if (budget.isEmpty()) {
            return Optional.empty();
        }
        Path folder = budgets.state().open();
        return Optional.of(
                closing.add(BudgetMeter.open(kind, budget.get(), folder, budgets.clock(), budgets.listener())));
    }

    /** The store, within its budget. */
    ObjectStore limited(ObjectStore store) {
        return s3.isPresent() ? new BudgetedStore(store, s3.get()) : store;
    }

    /** Counts from now on what {@code uploaded} says, and lets {@code activeTorrents} rest when it is too much; until what it returns is closed. */
    AutoCloseable start(LongSupplier uploaded, ActiveTorrents activeTorrents) {
        this.uploaded = uploaded;
        if (s3.isEmpty() && upload.isEmpty()) {
            return () -> {};
        }
        beat(activeTorrents); // a budget that was used up before keeps the first torrent waiting already
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "s3torrent-budget");
            thread.setDaemon(true);
            return thread;
        });
        var unused = clock.scheduleWithFixedDelay(
                () -> beat(activeTorrents), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        return () -> {
            clock.shutdown();
            clock.awaitTermination(1, TimeUnit.SECONDS);
        };
    }

    private void beat(ActiveTorrents activeTorrents) {
        try {
            if (s3.isPresent()) {
                s3.get().use(0); // it may have been renewed
            }
            if (upload.isPresent()) {
                activeTorrents.setPaused(!count(upload.get()));
            }
            countable = true;
        } catch (IOException e) {
            activeTorrents.setPaused(upload.isPresent());
            if (countable) {
                LOG.atError().log("a budget cannot be counted, so it counts as used up: {}", e.toString());
            }
            countable = false;
        }
    }

    /** True as long as some is left. */
    private boolean count(BudgetMeter meter) throws IOException {
        long now = uploaded.getAsLong();
        long more = now - counted;
        counted = now; // should the meter fail, it has taken note of them
        return meter.use(more);
    }

    /** Counts what was sent since, when nothing more is. */
    @Override
    public void close() {
        try {
            if (upload.isPresent()) {
                count(upload.get());
            }
        } catch (IOException e) {
            LOG.warn("the last bytes sent are not counted", e);
        }
        closing.close();
    }
}
