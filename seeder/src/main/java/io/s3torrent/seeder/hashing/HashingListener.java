package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.ledger.Usage;

/** Receives the progress while one torrent is made. */
@FunctionalInterface
public interface HashingListener {
    /** A listener that ignores everything. */
    HashingListener NONE = (done, total) -> {};

    /** Called often, from any hashing thread, with the number of bytes hashed so far; must return at once. */
    void hashed(long done, long total);

    /** Called once before the first byte, with what will be read if no error occurs. */
    default void begins(Usage reading) {}

    /** The SHA-1s of the pieces from {@code first} on. Called from any hashing thread, for runs of pieces in any order. */
    default void pieces(int first, byte[] sha1) {}

    /** True when the torrent is not wanted any more. Hashing then stops within about a second. Called often; must return at once. */
    default boolean isCancelled() {
        return false;
    }

    /** A note that may interest the user. */
    default void note(String text) {}
}
