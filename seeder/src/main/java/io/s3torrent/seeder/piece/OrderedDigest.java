package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A hash over bytes that are read in parallel runs. A run that is read before its turn is kept in memory until its turn.
 *
 * <p>All instances in the process share {@value #MAX_BYTES} bytes of direct memory for early runs. A run that finds no room waits before it
 * is read. The run whose turn it is needs no memory, so the hash always makes progress if runs are begun in order. Guarded by its own
 * monitor.
 */
public final class OrderedDigest implements AutoCloseable {
    /** The most bytes that are kept, and therefore the longest run. */
    public static final int MAX_BYTES = 64 << 20;

    private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true, true);
    private static final Semaphore ROOM = new Semaphore(MAX_BYTES);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final MessageDigest digest;
    private final long length;
    private final TreeMap<Long, Run> early = new TreeMap<>();
    private long position;
    private boolean closed;

    /** Makes a hash over {@code length} bytes. */
    public OrderedDigest(MessageDigest digest, long length) {
        this.digest = digest;
        this.length = length;
    }

    /** Begins the first run. */
    public Run first(int runLength) {
        return new Run(0, runLength, null);
    }

    /**
     * Begins a run. Waits for memory if it is not the run's turn yet.
     *
     * @param offset of its first byte
     * @throws InterruptedIOException when the thread is interrupted while it waits
     */
    public Run run(long offset, int runLength) throws InterruptedIOException {
        try {
            while (!isTurn(offset)) {
                if (ROOM.tryAcquire(runLength, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return new Run(offset, runLength, ALLOCATOR.directBuffer(runLength, runLength));
                }
            }
            return new Run(offset, runLength, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a hash waited for memory");
        }
    }

    private synchronized boolean isTurn(long offset) {
        return position == offset;
    }

    /** The hash of all bytes; empty while some are missing. Call this at most once after the hash is complete. */
    public synchronized Optional<byte[]> value() {
        return position == length ? Optional.of(digest.digest()) : Optional.empty();
    }

    private synchronized void updateNow(byte[] chunk, int offset, int count) {
        digest.update(chunk, offset, count);
        position += count;
    }

    private synchronized void ended(Run run) {
        if (closed) {
            run.release();
            return;
        }
        if (run.buffer != null) {
            early.put(run.offset, run);
        }
        for (Run next = early.remove(position); next != null; next = early.remove(position)) {
            position += next.digestInto(digest);
            next.release();
        }
    }

    /** Releases the early runs; the hash stays empty afterwards. */
    @Override
    public synchronized void close() {
        closed = true;
        early.values().forEach(Run::release);
        early.clear();
    }

    /** One run of bytes, for use by one thread. */
    public final class Run implements AutoCloseable {
        private final long offset;
        private final int runLength;
        private @Nullable ByteBuf buffer;
        private boolean handedOver;

        private Run(long offset, int runLength, @Nullable ByteBuf buffer) {
            this.offset = offset;
            this.runLength = runLength;
            this.buffer = buffer;
        }

        /** Adds the next bytes. */
        public void update(byte[] chunk, int from, int count) {
            if (buffer == null) {
                updateNow(chunk, from, count);
            } else {
                buffer.writeBytes(chunk, from, count);
            }
        }

        /** Ends the run after all its bytes were added. */
        public void end() {
            handedOver = true;
            ended(this);
        }

        private int digestInto(MessageDigest all) {
            if (buffer == null) {
                return 0;
            }
            all.update(buffer.nioBuffer());
            return buffer.readableBytes();
        }

        private void release() {
            if (buffer != null) {
                buffer.release();
                buffer = null;
                ROOM.release(runLength);
            }
        }

        /** Discards the run if it did not end. */
        @Override
        public void close() {
            if (!handedOver) {
                release();
            }
        }
    }
}
