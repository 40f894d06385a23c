package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;

/** The bytes of a torrent, wherever they lie. Calls block; used by several threads. */
@FunctionalInterface
public interface PieceBytes {

    /**
     * Reads a range and hands its bytes to {@code sink} in their order.
     *
     * @return false when bytes of the range are missing; what the sink got must be forgotten
     */
    boolean read(ByteRange range, ByteSink sink) throws IOException;
}
