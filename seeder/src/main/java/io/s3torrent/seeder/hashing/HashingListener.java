package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.ledger.Usage;

/** Hears how the making of one torrent goes. */
@FunctionalInterface
public interface HashingListener {
    /** Nobody listens. */
    HashingListener NONE = (done, total) -> {};

    /** {@code done} of {@code total} bytes are hashed; called often, by any hashing thread, and must return at once. */
    void hashed(long done, long total);

    /** This will be read now, if nothing goes wrong; called once, before the first byte. */
    default void begins(Usage reading) {}

    /** The SHA-1 of the pieces from {@code first} on; called by any hashing thread, for runs of them in any order. */
    default void pieces(int first, byte[] sha1) {}

    /** Something that the user may want to know or do. */
    default void note(String text) {}
}
