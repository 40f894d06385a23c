package io.s3torrent.seeder.s3;

/** Reads ranges of pinned versions. Calls block; implementations are thread-safe. */
@FunctionalInterface
public interface ObjectReader {

    /**
     * Reads one range of one version and hands its bytes to {@code sink} in order, as they arrive. The ranged GET carries the version id,
     * or else {@code If-Match}.
     *
     * <p>Returns after the sink got exactly {@code range.length()} bytes. If the call throws, the caller discards the bytes that the sink
     * already got.
     *
     * @throws ObjectException.Changed when the store no longer has this version
     */
    void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException;

    /** Accepts bytes in the order of the object. */
    @FunctionalInterface
    interface ByteSink {
        /** Accepts {@code length} bytes of {@code chunk} from {@code offset}. The caller may reuse the array after this method returns. */
        void accept(byte[] chunk, int offset, int length);
    }
}
