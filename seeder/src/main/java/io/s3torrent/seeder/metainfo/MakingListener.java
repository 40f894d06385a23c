package io.s3torrent.seeder.metainfo;

/** Hears how far the hashing of one object is. */
@FunctionalInterface
public interface MakingListener {
    /** Nobody listens. */
    MakingListener NONE = (done, total) -> {};

    /** {@code done} of {@code total} bytes are hashed; called often, by any hashing thread, and must return at once. */
    void hashed(long done, long total);
}
