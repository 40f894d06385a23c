package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer: how many is known, while they may still be in the making, or far away. Safe for use by many threads. */
public interface HttpBody {

    /** All of them. */
    long length();

    /**
     * Begins to give the bytes from {@code from} to before {@code to}, which is more.
     *
     * @param loop the only thread that uses the stream
     * @param more runs on {@code loop} when there may be something for {@link Stream#next}
     */
    Stream open(long from, long to, ScheduledExecutorService loop, Runnable more);

    /** Bytes in their order, for one who takes them at his own pace. Only for the thread of its owner, who closes it. */
    interface Stream extends AutoCloseable {

        /**
         * The next bytes, some 64 KiB at most, which the caller releases.
         *
         * @return null when there are none now
         */
        @Nullable ByteBuf next();

        /** True when all bytes were given. */
        boolean isAtEnd();

        /** True when nothing is there, and the rest will never come. */
        boolean isBroken();

        /** Lets go of all bytes; once. */
        @Override
        void close();
    }
}
