package io.s3torrent.seeder.hashing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** One reading of some strides of a content, a few at a time, each started in its order. */
final class StridePass {
    /** Bytes of a stride, or one piece if that is longer. */
    static final int STRIDE = 8 << 20;

    private final BitSet strides;
    private final Step step;
    private int next;
    private volatile boolean stopped;

    /** Reads one stride; called by several threads. */
    @FunctionalInterface
    interface Step {
        void read(int stride) throws IOException;
    }

    private StridePass(BitSet strides, Step step) {
        this.strides = strides;
        this.step = step;
    }

    /** How many whole pieces a stride has. */
    static int piecesPerStride(int pieceLength) {
        return Math.max(1, STRIDE / pieceLength);
    }

    /**
     * Reads the strides. Blocks until all are read or one failed.
     *
     * @param atOnce strides that are read at a time, at most
     * @param what is read, for a message
     */
    static void run(BitSet strides, Step step, ExecutorService threads, int atOnce, Object what) throws IOException {
        new StridePass(strides, step).run(threads, atOnce, what);
    }

    private void run(ExecutorService threads, int atOnce, Object what) throws IOException {
        List<Future<?>> workers = new ArrayList<>();
        try {
            for (int i = 0; i < Math.min(strides.cardinality(), atOnce); i++) {
                workers.add(threads.submit(this::work));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("hashing " + what + " was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            stopped = true;
            workers.forEach(worker -> worker.cancel(true));
        }
    }

    private Object work() throws IOException {
        try {
            for (int stride = next(); !stopped && stride >= 0; stride = next()) {
                step.read(stride);
            }
            return strides;
        } catch (IOException | RuntimeException e) {
            stopped = true;
            throw e;
        }
    }

    private synchronized int next() {
        int stride = next < 0 ? -1 : strides.nextSetBit(next);
        next = stride < 0 ? -1 : stride + 1;
        return stride;
    }
}
