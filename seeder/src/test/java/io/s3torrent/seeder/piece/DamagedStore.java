package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartChecksums;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.StoredObject;
import java.util.Optional;
import java.util.function.Consumer;

/** Wraps another store, and lets something happen once to a single byte of the object. */
public final class DamagedStore implements ObjectStore {

    /** What happens to the byte. */
    @FunctionalInterface
    public interface Accident {
        /** May change the byte, throw, or inspect the state after all earlier bytes were handed over. */
        byte at(byte right) throws ObjectException;
    }

    private final MemoryStore store;
    private final long where;
    private final Accident accident;
    private boolean happened;

    public DamagedStore(MemoryStore store, long where, Accident accident) {
        this.store = store;
        this.where = where;
        this.accident = accident;
    }

    @Override
    public ObjectVersion stat(S3Location location) throws ObjectException {
        return store.stat(location);
    }

    @Override
    public void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException {
        byte[] all = new byte[(int) range.length()];
        int[] filled = {0};
        store.read(version, range, (chunk, offset, length) -> {
            System.arraycopy(chunk, offset, all, filled[0], length);
            filled[0] += length;
        });
        long offset = where - range.start();
        if (happened || offset < 0 || offset >= all.length) {
            sink.accept(all, 0, all.length);
            return;
        }
        int before = (int) offset;
        happened = true;
        sink.accept(all, 0, before);
        all[before] = accident.at(all[before]);
        sink.accept(all, before, all.length - before);
    }

    @Override
    public void list(S3Prefix prefix, Consumer<ListedObject> each) {
        store.list(prefix, each);
    }

    @Override
    public Optional<byte[]> whole(S3Location location, Choice choice) throws ObjectException {
        return store.whole(location, choice);
    }

    @Override
    public Optional<StoredObject> metadata(S3Location location) {
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
        return this;
    }

    @Override
    public void close() {
        store.close();
    }
}
