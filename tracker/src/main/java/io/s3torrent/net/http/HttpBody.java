package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The body of a response. Its length is known; its bytes may arrive later. Safe for use by many threads. */
public interface HttpBody {

    /** The length of the body in bytes. */
    long length();

    /**
     * Opens a stream of the bytes from {@code from} (inclusive) to {@code to} (exclusive); {@code to} is greater than {@code from}.
     *
     * @param loop the only thread that uses the stream
     * @param more runs on {@code loop} when {@link Stream#next} may have bytes
     */
    Stream open(long from, long to, ScheduledExecutorService loop, Runnable more);

    /** The bytes of a body in order, which the reader pulls at its own pace. Only the owner's thread uses it; the owner closes it. */
    interface Stream extends AutoCloseable {

        /**
         * Returns the next bytes, usually at most 64 KiB. The caller releases them.
         *
         * @return null when no bytes are available now
         */
        @Nullable ByteBuf next();

        /** True when the reader has received all bytes. */
        boolean isAtEnd();

        /** True when no bytes are available and the rest will never come. */
        boolean isBroken();

        /** Releases all bytes that the stream holds. The owner calls it once. */
        @Override
        void close();
    }
}
