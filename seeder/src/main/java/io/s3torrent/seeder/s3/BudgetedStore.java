package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.BudgetMeter;
import io.s3torrent.seeder.ledger.Ledger;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rejects reads that would exceed a byte budget, before any request is sent.
 *
 * <p>If the budget cannot be recorded, it counts as used up. Otherwise a full disk would make the budget unlimited.
 */
public final class BudgetedStore implements ObjectStore {
    private final ObjectStore store;
    private final BudgetMeter meter;

    /** Decorates {@code store}. Closing this store closes {@code store}, but not the meter. */
    public BudgetedStore(ObjectStore store, BudgetMeter meter) {
        this.store = store;
        this.meter = meter;
    }

    @Override
    public ObjectVersion stat(S3Location location) throws ObjectException {
        return store.stat(location);
    }

    @Override
    public DescribedObject describe(S3Location location) throws ObjectException {
        return store.describe(location);
    }

    @Override
    public void expect(long bytes) throws ObjectException {
        long left = left();
        if (bytes > left) {
            throw new ObjectException.OverBudget(
                    bytes + " bytes are to be read, and of the S3 budget of " + meter.budget() + " " + left
                            + " are left" + renewal() + "; nothing was read",
                    null);
        }
        store.expect(bytes);
    }

    @Override
    public void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException {
        StoreCall call = new StoreCall("GetObject", version.location(), Optional.of(range));
        take(call, range.length());
        Counting counting = new Counting(sink);
        try {
            store.read(version, range, counting);
        } finally {
            meter.giveBack(range.length() - counting.bytes);
        }
    }

    @Override
    public Optional<byte[]> whole(S3Location location, Choice choice) throws ObjectException {
        StoreCall call = new StoreCall("GetObject", location, Optional.empty());
        return store.whole(location, object -> {
            boolean wanted = choice.wants(object);
            if (wanted) {
                // Charged again for each attempt: an attempt that broke off counts as read.
                take(call, object.version().length());
            }
            return wanted;
        });
    }

    private void take(StoreCall call, long bytes) throws ObjectException {
        if (!granted(bytes)) {
            throw new ObjectException.OverBudget(
                    call + ": the S3 budget of " + meter.budget() + " is used up" + renewal(), null);
        }
    }

    private boolean granted(long bytes) throws ObjectException {
        try {
            return meter.take(bytes);
        } catch (IOException e) {
            throw uncounted(e);
        }
    }

    private long left() throws ObjectException {
        try {
            return meter.left();
        } catch (IOException e) {
            throw uncounted(e);
        }
    }

    private static ObjectException uncounted(IOException e) {
        return new ObjectException.OverBudget("the S3 budget cannot be counted, so nothing is read: " + e, e);
    }

    private String renewal() {
        return meter.renewal().equals(Instant.MAX) ? "" : " until " + meter.renewal();
    }

    // The calls below read no object bytes.

    @Override
    public void list(S3Prefix prefix, Consumer<ListedObject> each) throws ObjectException {
        store.list(prefix, each);
    }

    @Override
    public Optional<StoredObject> metadata(S3Location location) throws ObjectException {
        return store.metadata(location);
    }

    @Override
    public Optional<PartChecksums> partChecksums(ObjectVersion version) {
        return store.partChecksums(version);
    }

    @Override
    public Optional<byte[]> torrent(ObjectVersion version) {
        return store.torrent(version);
    }

    @Override
    public ObjectStore countedIn(Ledger ledger) {
        return new BudgetedStore(store.countedIn(ledger), meter);
    }

    @Override
    public void close() {
        store.close();
    }

    private static final class Counting implements ByteSink {
        private final ByteSink sink;
        private long bytes;

        Counting(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(byte[] chunk, int offset, int length) {
            bytes += length;
            sink.accept(chunk, offset, length);
        }
    }
}
