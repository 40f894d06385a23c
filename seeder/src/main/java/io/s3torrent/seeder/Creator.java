package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceCache;
import io.s3torrent.seeder.piece.StoreThreads;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.Selection;
import io.s3torrent.seeder.s3.AwsObjectStore;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.List;

/** Makes torrents without seeding them: opens no port. Safe for use by many threads. */
public final class Creator implements AutoCloseable {
    private final Closing closing = new Closing();
    private final Ledger ledger = new Ledger();
    private final ObjectStore store;
    private final Torrents torrents;

    private Creator(S3Options s3, Keeping keeping, BudgetWatch budgets) throws IOException {
        closing.add(budgets);
        AwsObjectStore aws = closing.add(AwsObjectStore.open(s3, ledger));
        store = budgets.limited(aws);
        torrents = new Torrents(closing.add(new StoreThreads("hash")), PieceCache.none(), keeping.keeper(aws));
    }

    /**
     * Opens the store.
     *
     * @throws IOException when its configuration is unusable, or the count of a budget is
     */
    public static Creator open(S3Options s3, Keeping keeping, Budgets budgets) throws IOException {
        BudgetWatch watch = BudgetWatch.open(budgets);
        try {
            return new Creator(s3, keeping, watch);
        } catch (IOException | RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    /** The same, with as much to read as one likes. */
    public static Creator open(S3Options s3, Keeping keeping) throws IOException {
        return open(s3, keeping, Budgets.none());
    }

    /** The objects below a prefix that are wanted. Blocks. */
    public Selection select(S3Prefix prefix, KeyFilter filter) throws IOException {
        return Selection.of(store, prefix, filter);
    }

    /** Finds or makes one torrent, without trackers. Blocks while the content is hashed. */
    public MadeTorrent create(SeedRequest request) throws IOException {
        Ledger reads = ledger.child();
        PreparedTorrent torrent = torrents.prepare(store.countedIn(reads), request, List.of());
        return new MadeTorrent(torrent.content(), torrent.metainfo(), torrent.origin(), reads.snapshot());
    }

    /** Says what {@link #create}, or the same of a seeder, would read, and reads no object. Blocks. */
    public ReadEstimate estimate(SeedRequest request) throws IOException {
        Ledger asked = ledger.child();
        ReadEstimate estimate = torrents.estimate(store.countedIn(asked), request);
        Usage all = estimate.usage().plus(asked.snapshot().usage(0));
        return new ReadEstimate(estimate.source(), estimate.layout(), estimate.origin(), all);
    }

    @Override
    public void close() {
        closing.close();
    }
}
