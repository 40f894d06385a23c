package io.s3torrent.seeder.hashing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Reads some strides of a content in order, several at a time. Each stride is a task, so that the threads serve several contents in turn. */
final class StridePass {
    /** The bytes of a stride; a stride is one piece if that is longer. */
    static final int STRIDE = 8 << 20;

    private static final int CANCEL_POLL_MILLIS = 500;

    /** Reads one stride. Several threads call it. */
    @FunctionalInterface
    interface Step {
        void read(int stride) throws IOException;
    }

    private StridePass() {}

    /** The number of whole pieces in a stride. */
    static int piecesPerStride(int pieceLength) {
        return Math.max(1, STRIDE / pieceLength);
    }

    /**
     * Reads the strides. Blocks until all are read or one has failed.
     *
     * @param atOnce the most strides that are read at a time
     * @param what names the content in messages
     * @param cancelled true to stop; called by this thread, at least twice a second
     * @throws CancellationException when it was cancelled; all reads have then been interrupted
     */
    static void run(
            BitSet strides, Step step, ExecutorService threads, int atOnce, Object what, BooleanSupplier cancelled)
            throws IOException {
        CompletionService<Object> reads = new ExecutorCompletionService<>(threads);
        List<Future<Object>> inFlight = new ArrayList<>();
        try {
            int stride = strides.nextSetBit(0);
            while (stride >= 0 || !inFlight.isEmpty()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("hashing " + what + " was cancelled");
                }
                if (stride >= 0 && inFlight.size() < atOnce) {
                    int next = stride;
                    inFlight.add(reads.submit(() -> {
                        step.read(next);
                        return strides;
                    }));
                    stride = strides.nextSetBit(stride + 1);
                } else {
                    Future<Object> ended = reads.poll(CANCEL_POLL_MILLIS, TimeUnit.MILLISECONDS);
                    if (ended != null) {
                        inFlight.removeIf(read -> read == ended);
                        ended.get();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("hashing " + what + " was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            inFlight.forEach(read -> read.cancel(true));
        }
    }
}
