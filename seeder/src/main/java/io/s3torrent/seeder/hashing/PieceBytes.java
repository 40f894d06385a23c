package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;

/** Reads the bytes of a torrent from files or from a store. Calls block; used by several threads. */
@FunctionalInterface
public interface PieceBytes {

    /**
     * Reads a range and passes its bytes to {@code sink} in order.
     *
     * @return false when bytes of the range are missing; the caller must then discard what the sink received
     */
    boolean read(ByteRange range, ByteSink sink) throws IOException;
}
