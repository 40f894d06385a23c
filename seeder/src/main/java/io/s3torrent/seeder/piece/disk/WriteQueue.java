package io.s3torrent.seeder.piece.disk;

import io.netty.buffer.ByteBuf;
import io.s3torrent.lifecycle.WorkerPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Runs writes one after the other on its own thread. When too many bytes wait because the disk is slow, a write is dropped. */
final class WriteQueue implements AutoCloseable {
    private static final int CLOSE_MILLIS = 1000;

    private final long bound;
    private final AtomicLong waiting = new AtomicLong();
    private final WorkerPool thread = new WorkerPool("disk-write", 1);
    private volatile boolean closing;

    /** Makes a queue that holds up to {@code bound} bytes, or a single larger buffer. */
    WriteQueue(long bound) {
        this.bound = bound;
    }

    /** Queues {@code write} and retains {@code bytes} until it has run; does nothing when the queue is full. */
    void add(ByteBuf bytes, int length, Runnable write) {
        long before = waiting.getAndAdd(length);
        if (before > 0 && before + length > bound) {
            waiting.addAndGet(-length);
            return;
        }
        bytes.retain();
        try {
            thread.execute(() -> run(bytes, length, write));
        } catch (RejectedExecutionException e) {
            done(bytes, length);
        }
    }

    private void run(ByteBuf bytes, int length, Runnable write) {
        try {
            if (!closing) {
                write.run();
            }
        } finally {
            done(bytes, length);
        }
    }

    private void done(ByteBuf bytes, int length) {
        bytes.release();
        waiting.addAndGet(-length);
    }

    /** Waits a second for the queued writes, and drops the rest. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            closing = !thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            if (closing) { // drop the rest at once
                closing = !thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }
}
