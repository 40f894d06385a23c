package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A body of pooled buffers; the test decides how many bytes are available. */
final class ScriptedBody implements HttpBody {
    private static final int SHARE = 64 << 10;

    private final long length;
    private final List<Runnable> readers = new CopyOnWriteArrayList<>();
    private final AtomicLong given = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile long end;
    private volatile boolean broken;

    ScriptedBody(long length) {
        this.length = length;
    }

    /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). */
    static byte[] bytes(long from, long to) {
        byte[] bytes = new byte[(int) (to - from)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((from + i) % 251);
        }
        return bytes;
    }

    void give(long to) {
        end = to;
        readers.forEach(Runnable::run);
    }

    void fail() {
        broken = true;
        readers.forEach(Runnable::run);
    }

    /** Number of bytes that readers have taken. */
    long given() {
        return given.get();
    }

    int opened() {
        return opened.get();
    }

    /** Number of open streams. */
    int open() {
        return readers.size();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Stream open(long from, long to, ScheduledExecutorService loop, Runnable more) {
        Runnable tell = () -> loop.execute(more);
        opened.incrementAndGet();
        readers.add(tell);
        return new Stream() {
            private long position = from;

            @Override
            public @Nullable ByteBuf next() {
                int count = (int) Math.min(SHARE, Math.min(end, to) - position);
                if (count <= 0) {
                    return null;
                }
                position += count;
                given.addAndGet(count);
                return PooledByteBufAllocator.DEFAULT.directBuffer(count).writeBytes(bytes(position - count, position));
            }

            @Override
            public boolean isAtEnd() {
                return position == to;
            }

            @Override
            public boolean isBroken() {
                return broken;
            }

            @Override
            public void close() {
                readers.remove(tell);
            }
        };
    }
}
