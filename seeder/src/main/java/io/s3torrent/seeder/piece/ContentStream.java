package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Streams the verified bytes of a torrent in order, at the reader's pace. Holds at most one piece. Only for its owner's thread. */
public interface ContentStream extends AutoCloseable {

    /**
     * Returns the next bytes, about 64 KiB at most. The caller releases them.
     *
     * @return null when no bytes are available now; the owner is notified when a new call is worthwhile
     */
    @Nullable ByteBuf next();

    /** True when all bytes were returned. */
    boolean isAtEnd();

    /** True when the rest cannot come: the store fails, its bytes are wrong, or the torrent is no longer seeded. */
    boolean isBroken();

    /** Releases all bytes that the stream holds. */
    @Override
    void close();
}
