package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;

/**
 * What the seeder needs of an S3 store. Calls block; implementations are safe for use by many threads.
 *
 * <p>The calls may throw any {@link ObjectException}; after one, the store can be used on.
 */
public interface ObjectStore extends AutoCloseable {

    /** Asks for an object's length and version (HEAD), to which all later reads are pinned. */
    ObjectVersion stat(S3Location location) throws ObjectException;

    /**
     * Reads one range of one version (ranged GET with the version id, else If-Match) and hands its bytes to {@code sink} in
     * order, as they arrive.
     *
     * <p>Returns after exactly {@code range.length()} bytes were handed over. When it throws, what the sink got so far must be
     * forgotten.
     *
     * @throws ObjectException.Changed when the store no longer has this version
     */
    void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException;

    /** The same store over the same connections, whose calls are counted in {@code ledger}; only the store itself needs closing. */
    ObjectStore countedIn(Ledger ledger);

    @Override
    void close();

    /** Takes bytes in the order of the object. */
    @FunctionalInterface
    interface ByteSink {
        /** Takes {@code length} bytes of {@code chunk} from {@code offset}; the array is the caller's again on return. */
        void accept(byte[] chunk, int offset, int length);
    }
}
