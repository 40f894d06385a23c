package io.s3torrent.seeder;

import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.PieceBytes;
import io.s3torrent.seeder.hashing.PieceCheck;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.ReadEstimate;
import io.s3torrent.seeder.resolve.Torrent;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.resolve.TorrentResolver;
import io.s3torrent.seeder.resolve.TorrentSource;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Creates torrents without seeding them; opens no port. Thread-safe. */
public final class TorrentCreator implements AutoCloseable {
    private final CloseStack closeStack;
    private final Ledger ledger = new Ledger();
    private final ObjectStore store;
    private final WorkerPool threads;
    private final TorrentResolver torrents;

    private TorrentCreator(S3Options s3, PersistenceConfig persistence, BudgetConfig limits, CloseStack closeStack)
            throws IOException {
        this.closeStack = closeStack;
        BudgetWatch budgets = closeStack.add(BudgetWatch.open(limits));
        AwsObjectStore aws = closeStack.add(AwsObjectStore.open(s3, ledger));
        store = budgets.limited(aws);
        threads = closeStack.add(new WorkerPool("hash", Seeder.STORE_THREADS));
        torrents = new TorrentResolver(threads, PieceCache.none(), persistence.of(aws));
    }

    /** Opens the store, without a budget. */
    public static TorrentCreator open(S3Options s3, PersistenceConfig persistence) throws IOException {
        return open(s3, persistence, BudgetConfig.none());
    }

    /**
     * Opens the store.
     *
     * @throws IOException if its configuration is invalid, or the budget cannot be counted
     */
    public static TorrentCreator open(S3Options s3, PersistenceConfig persistence, BudgetConfig budgets)
            throws IOException {
        CloseStack closeStack = new CloseStack();
        try {
            return new TorrentCreator(s3, persistence, budgets, closeStack);
        } catch (IOException | RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    /** Fetches a .torrent file from the store. Blocks. */
    public Metainfo fetchTorrent(S3Location location) throws IOException {
        return TorrentResolver.fetch(store, location);
    }

    /** Lists the objects below a prefix that pass the filter. Blocks. */
    public KeySelection select(S3Prefix prefix, KeyFilter filter) throws IOException {
        return KeySelection.of(store, prefix, filter);
    }

    /** Lists the objects below a prefix that pass the filter, if any. Blocks. */
    public SourceListing list(S3Prefix prefix, KeyFilter filter) throws IOException {
        return SourceListing.of(store, ledger, prefix, filter);
    }

    /** Lists one object: none if it does not exist. Blocks for one request. */
    public SourceListing list(S3Location object) throws ObjectException {
        return SourceListing.of(store, object);
    }

    /** True when there is any object below a prefix. Blocks for one request. */
    public boolean hasObjects(S3Prefix prefix) throws IOException {
        return KeySelection.isAny(store, prefix);
    }

    /** Finds or creates one torrent, without trackers. Blocks while the content is hashed. */
    public Torrent create(TorrentRequest request) throws IOException {
        return torrents.resolve(store, ledger.child(), request, List.of());
    }

    /** Estimates the store requests and bytes of {@link #create}, or of {@link Seeder#seed} until the first peer. Reads no object. */
    public ReadEstimate estimate(TorrentRequest request) throws IOException {
        return torrents.estimate(store, ledger.child(), request);
    }

    /**
     * Reads all bytes of the objects and compares them with a torrent. Blocks.
     *
     * @return a bit for each piece that has another hash
     * @throws IOException when there are no such objects, or of other lengths
     */
    public BitSet badPieces(TorrentSource source, Metainfo metainfo, HashingListener listener) throws IOException {
        Content content = create(TorrentRequest.of(source).withTorrent(Optional.of(metainfo)))
                .content();
        Usage reading = TorrentMaker.reading(content, metainfo.info().layout().pieceLength());
        store.expect(reading.bytesRead());
        listener.begins(reading);
        PieceBytes bytes = (range, sink) -> {
            content.read(store, range, sink);
            return true;
        };
        return PieceCheck.badPieces(metainfo.info(), bytes, threads, listener);
    }

    /** What was asked of the store so far. */
    public LedgerSnapshot cost() {
        return ledger.snapshot();
    }

    @Override
    public void close() {
        closeStack.close();
    }
}
