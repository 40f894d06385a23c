package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The read operations that the seeder needs of an S3 store. Calls block; implementations are thread-safe.
 *
 * <p>All calls may throw any {@link ObjectException}; the store stays usable after one. Information that some stores lack is an {@link
 * Optional}, which is empty whatever the reason.
 */
public interface ObjectStore extends ObjectReader, AutoCloseable {

    /** Returns an object's length and version (HEAD); later reads are pinned to that version. */
    ObjectVersion stat(S3Location location) throws ObjectException;

    /** Returns the version and the store's checksums of its bytes, in the same single request. */
    default DescribedObject describe(S3Location location) throws ObjectException {
        return new DescribedObject(stat(location), ObjectChecksums.NONE);
    }

    /**
     * Announces that a series of reads of {@code bytes} bytes in total is about to start.
     *
     * @throws ObjectException.OverBudget when the budget does not cover all of them
     */
    default void expect(long bytes) throws ObjectException {}

    /**
     * Lists a prefix and hands each object to {@code each}, in the store's order, while pages of keys arrive (ListObjectsV2).
     *
     * <p>Most stores sort by the bytes of the keys; some use another order. Each key comes once, whatever characters it has. Holds at most
     * two pages in memory. An exception from {@code each} ends the listing.
     */
    void list(S3Prefix prefix, Consumer<ListedObject> each) throws ObjectException;

    /** Returns an object with its user metadata (HEAD); empty when the object does not exist. */
    Optional<StoredObject> metadata(S3Location location) throws ObjectException;

    /**
     * Reads all bytes of a small object in one GET, whatever its version; empty when it does not exist or {@code choice} rejects it.
     *
     * @param choice decides before the bytes are read; it must reject objects that do not fit in memory
     */
    Optional<byte[]> whole(S3Location location, Choice choice) throws ObjectException;

    /** Returns the SHA-1 of each part of a version, when the store keeps them and all parts have the same length (GetObjectAttributes). */
    Optional<PartChecksums> partChecksums(ObjectVersion version);

    /**
     * Returns the store's own {@code ?torrent} of an object, at most 32 MiB, unverified; most stores make wrong ones (GetObjectTorrent).
     */
    Optional<byte[]> torrent(ObjectVersion version);

    /** Returns the same store on the same connections, with its calls counted in {@code ledger}. Only the original store needs closing. */
    ObjectStore countedIn(Ledger ledger);

    @Override
    void close();

    /** Decides whether an object is the one that the caller wants. */
    @FunctionalInterface
    interface Choice {
        boolean wants(StoredObject object) throws ObjectException;
    }

    /** A version and the store's checksums of its bytes. */
    record DescribedObject(ObjectVersion version, ObjectChecksums checksums) {}
}
