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
 * Enforces a seeder's budgets. Reads beyond the S3 budget fail. Bytes sent to peers are counted twice a second, and all torrents are
 * paused while the upload budget is used up; up to half a second's upload may therefore exceed the budget.
 *
 * <p>It has its own thread, because counting writes to the disk.
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
     * Opens the budgets and continues the counts of earlier runs.
     *
     * @throws IOException if the counts cannot be read or written
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

    /** Returns the store, limited by the S3 budget if there is one. */
    ObjectStore limited(ObjectStore store) {
        return s3.isPresent() ? new BudgetedStore(store, s3.get()) : store;
    }

    /**
     * Starts to count the bytes that {@code uploaded} reports, and pauses {@code activeTorrents} while the budget is used up. Closing the
     * result stops this.
     */
    AutoCloseable start(LongSupplier uploaded, ActiveTorrents activeTorrents) {
        this.uploaded = uploaded;
        if (s3.isEmpty() && upload.isEmpty()) {
            return () -> {};
        }
        beat(activeTorrents); // if an earlier run used up the budget, even the first torrent must wait
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
                s3.get().use(0); // renews the budget if a new period has begun
            }
            if (upload.isPresent()) {
                activeTorrents.setPaused(!count(upload.get()));
            }
            countable = true;
        } catch (IOException e) {
            activeTorrents.setPaused(upload.isPresent());
            if (countable) {
                LOG.atError().log("Cannot count a budget, so it is treated as used up: {}", e.toString());
            }
            countable = false;
        }
    }

    /** Counts the new bytes. Returns true while budget is left. */
    private boolean count(BudgetMeter meter) throws IOException {
        long now = uploaded.getAsLong();
        long more = now - counted;
        counted = now; // even if the meter fails, it has noted these bytes
        return meter.use(more);
    }

    /** Counts the last bytes. Call this when nothing is sent any more. */
    @Override
    public void close() {
        try {
            if (upload.isPresent()) {
                count(upload.get());
            }
        } catch (IOException e) {
            LOG.warn("Could not count the last bytes that were sent", e);
        }
        closing.close();
    }
}
