package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Verified bytes of a torrent in their order, for one who takes them at his own pace. At most one piece is held at a time. Only for
 * the thread of its owner.
 */
public interface ContentStream extends AutoCloseable {

    /**
     * The next bytes, some 64 KiB at most, which the caller releases.
     *
     * @return null when there are none now: the owner is told when it is worth asking again
     */
    @Nullable ByteBuf next();

    /** True when all bytes were given. */
    boolean isAtEnd();

    /** True when the rest will never come: the store fails, its bytes are wrong, or the torrent is no longer seeded. */
    boolean isBroken();

    /** Lets go of all bytes. */
    @Override
    void close();
}
