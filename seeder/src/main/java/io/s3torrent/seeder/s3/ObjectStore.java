package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the seeder needs of an S3 store. Calls block; implementations are safe for use by many threads.
 *
 * <p>All calls may throw any {@link ObjectException}; after one, the store can be used on. What not every store knows is an
 * {@link Optional} that is empty for whatever reason.
 */
public interface ObjectStore extends ObjectReader, AutoCloseable {

    /** Asks for an object's length and version (HEAD), to which all later reads are pinned. */
    ObjectVersion stat(S3Location location) throws ObjectException;

    /** The same with what the store knows of the bytes, in the same request. */
    default DescribedObject describe(S3Location location) throws ObjectException {
        return new DescribedObject(stat(location), ObjectChecksums.NONE);
    }

    /**
     * Hears that so many bytes will be read in a row of reads, before the first of them.
     *
     * @throws ObjectException.OverBudget when they would not all be given
     */
    default void expect(long bytes) throws ObjectException {}

    /**
     * Lists a prefix and hands each object to {@code each}, in the store's order, while pages of keys arrive (ListObjectsV2).
     *
     * <p>The order is that of the keys' bytes at most stores, and any at some. Each key comes once, whatever characters it has. Holds no more than two pages; what {@code each} throws ends the listing.
     */
    void list(S3Prefix prefix, Consumer<ListedObject> each) throws ObjectException;

    /** An object with what its maker wrote on it (HEAD); empty when there is none. */
    Optional<StoredObject> metadata(S3Location location) throws ObjectException;

    /**
     * All bytes of a small object in one GET, of whatever version is there; empty when there is none, or none that is wanted.
     *
     * @param choice is asked before the bytes are read, and must not want more than memory has room for
     */
    Optional<byte[]> whole(S3Location location, Choice choice) throws ObjectException;

    /** The SHA-1 of each part of a version, when the store keeps them and they cover it evenly (GetObjectAttributes). */
    Optional<PartChecksums> partChecksums(ObjectVersion version);

    /** The store's own {@code ?torrent} of an object, at most 32 MiB: not verified, and in most stores wrong (GetObjectTorrent). */
    Optional<byte[]> torrent(ObjectVersion version);

    /** The same store over the same connections, whose calls are counted in {@code ledger}; only the store itself needs closing. */
    ObjectStore countedIn(Ledger ledger);

    @Override
    void close();

    /** Says whether an object is the one that is looked for. */
    @FunctionalInterface
    interface Choice {
        boolean wants(StoredObject object) throws ObjectException;
    }

    /** A version, and what the store knows of its bytes. */
    record DescribedObject(ObjectVersion version, ObjectChecksums checksums) {}
}
