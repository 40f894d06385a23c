package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.s3.ObjectStore.ByteSink;

/** Reads ranges of pinned versions. Calls block; implementations are safe for use by many threads. */
@FunctionalInterface
public interface ObjectReader {

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
}
