package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A body of known length in memory whose bytes arrive in order, until it is complete or fails. State is guarded by {@code this}. */
public final class GrowingBytes implements HttpBody {
    private static final Logger LOG = LoggerFactory.getLogger(GrowingBytes.class);
    private static final int SHARE = 64 << 10;

    private final byte[] bytes;
    private final List<Cursor> cursors = new ArrayList<>();
    private int end;
    private boolean broken;

    private GrowingBytes(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Creates a complete body. */
    public static GrowingBytes whole(byte[] bytes) {
        return new GrowingBytes(bytes, bytes.length);
    }

    /**
     * Creates a body that has only its first {@code end} bytes yet. The caller writes the others into the array, and calls {@link #grow}
     * after each write, or {@link #fail}.
     */
    public static GrowingBytes growing(byte[] bytes, int end) {
        return new GrowingBytes(bytes, end);
    }

    @Override
    public long length() {
        return bytes.length;
    }

    /** Makes the bytes before {@code to} available to readers. */
    public void grow(int to) {
        synchronized (this) {
            if (to < end || to > bytes.length) {
                throw new IllegalArgumentException("to: " + to + " (expected: " + end + " to " + bytes.length + ")");
            }
            end = to;
        }
        tell();
    }

    /** Ends the body early if it is not complete: no more bytes will come. */
    public void fail() {
        synchronized (this) {
            broken = end < bytes.length;
        }
        tell();
    }

    private void tell() {
        List<Cursor> readers;
        synchronized (this) {
            readers = List.copyOf(cursors);
        }
        readers.forEach(Cursor::tell);
    }

    @Override
    public Stream open(long from, long to, ScheduledExecutorService loop, Runnable more) {
        Cursor cursor = new Cursor(Math.toIntExact(from), Math.toIntExact(to), loop, more);
        synchronized (this) {
            cursors.add(cursor);
        }
        return cursor;
    }

    private synchronized void close(Cursor cursor) {
        cursors.remove(cursor);
    }

    private synchronized int end() {
        return end;
    }

    private synchronized boolean isBrokenAt(int position) {
        return broken && position >= end;
    }

    /** The position of one reader. */
    private final class Cursor implements Stream {
        private final int to;
        private final ScheduledExecutorService loop;
        private final Runnable more;
        private int position;

        private Cursor(int from, int to, ScheduledExecutorService loop, Runnable more) {
            this.position = from;
            this.to = to;
            this.loop = loop;
            this.more = more;
        }

        private void tell() {
            try {
                loop.execute(more);
            } catch (RejectedExecutionException e) { // the event loop has shut down, and so has the reader
                LOG.trace("closed", e);
            }
        }

        @Override
        public @Nullable ByteBuf next() {
            int count = Math.min(SHARE, Math.min(to, end()) - position);
            if (count <= 0) {
                return null;
            }
            position += count;
            return Unpooled.wrappedBuffer(bytes, position - count, count);
        }

        @Override
        public boolean isAtEnd() {
            return position == to;
        }

        @Override
        public boolean isBroken() {
            return !isAtEnd() && isBrokenAt(position);
        }

        @Override
        public void close() {
            GrowingBytes.this.close(this);
        }
    }
}
