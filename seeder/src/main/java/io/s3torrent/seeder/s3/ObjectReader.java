package io.s3torrent.seeder.s3;

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

    /** Takes bytes in the order of the object. */
    @FunctionalInterface
    interface ByteSink {
        /** Takes {@code length} bytes of {@code chunk} from {@code offset}; the array is the caller's again on return. */
        void accept(byte[] chunk, int offset, int length);
    }
}
