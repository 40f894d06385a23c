package io.s3torrent.seeder.piece.disk;

import io.netty.buffer.ByteBuf;
import io.s3torrent.lifecycle.WorkerPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Writes units behind the back of those who read them; what a slow disk can't keep up with is not written. */
final class DiskWriter implements AutoCloseable {
    private static final int CLOSE_MILLIS = 1000;

    private final DiskTier tier;
    private final long bound;
    private final AtomicLong waiting = new AtomicLong();
    private final WorkerPool thread = new WorkerPool("disk-write", 1);
    private volatile boolean closing;

    /** A writer that holds on to units of up to {@code bound} bytes, or to a single larger one. */
    DiskWriter(DiskTier tier, long bound) {
        this.tier = tier;
        this.bound = bound;
    }

    /** Holds on to the bytes until they are written, or does nothing. */
    void write(DiskKey key, ByteBuf bytes) {
        long before = waiting.getAndAdd(key.length());
        if (before > 0 && before + key.length() > bound) {
            waiting.addAndGet(-key.length());
            return;
        }
        bytes.retain();
        try {
            thread.execute(() -> writeNow(key, bytes));
        } catch (RejectedExecutionException e) {
            done(key, bytes);
        }
    }

    private void writeNow(DiskKey key, ByteBuf bytes) {
        try {
            if (!closing) {
                tier.write(key, false).ifPresent(write -> {
                    try (write) {
                        write.accept(bytes.nioBuffer(0, key.length()));
                    }
                });
            }
        } finally {
            done(key, bytes);
        }
    }

    private void done(DiskKey key, ByteBuf bytes) {
        bytes.release();
        waiting.addAndGet(-key.length());
    }

    /** Gives what waits a second to be written. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            closing = !thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            if (closing) { // the rest is let go of at once
                closing = !thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }
}
