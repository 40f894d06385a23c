package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.piece.PieceLayout;
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

/**
 * Reads strides of a content in order, several at a time. A stride is 8 MiB in whole pieces, or one piece if that is longer. Each stride is
 * a task, so that the threads serve several contents in turn.
 */
record StridePass(PieceLayout layout) {
    private static final int STRIDE = 8 << 20;

    /** The most GETs in flight; more GETs of this length do not increase the throughput of a store. */
    private static final int MOST_READS = 16;

    private static final int CANCEL_POLL_MILLIS = 500;

    /** Reads one stride. Several threads call it. */
    @FunctionalInterface
    interface Step {
        /** Reads the pieces from {@code first} to before {@code end}. */
        void read(int first, int end) throws IOException;
    }

    /** The bytes of a stride of pieces of this length. */
    static long length(int pieceLength) {
        return Math.max((long) STRIDE, pieceLength);
    }

    /** The most bytes that are being read at one moment. */
    static long mostInFlight(int pieceLength) {
        return MOST_READS * length(pieceLength);
    }

    /** The number of whole pieces in a stride. */
    int pieces() {
        return Math.max(1, STRIDE / layout.pieceLength());
    }

    /** The strides of the whole content, for {@link #run}. */
    BitSet all() {
        BitSet strides = new BitSet();
        strides.set(0, (layout.pieceCount() - 1) / pieces() + 1);
        return strides;
    }

    private void read(int stride, Step step) throws IOException {
        int first = stride * pieces();
        step.read(first, (int) Math.min((long) first + pieces(), layout.pieceCount()));
    }

    /**
     * Reads the strides. Blocks until all are read or one has failed.
     *
     * @param what names the content in messages
     * @param cancelled true to stop; called by this thread, at least twice a second
     * @throws CancellationException when it was cancelled; all reads have then been interrupted
     */
    void run(BitSet strides, Step step, ExecutorService threads, Object what, BooleanSupplier cancelled)
            throws IOException {
        CompletionService<Object> reads = new ExecutorCompletionService<>(threads);
        List<Future<Object>> inFlight = new ArrayList<>();
        try {
            int stride = strides.nextSetBit(0);
            while (stride >= 0 || !inFlight.isEmpty()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("hashing " + what + " was cancelled");
                }
                if (stride >= 0 && inFlight.size() < MOST_READS) {
                    int next = stride;
                    inFlight.add(reads.submit(() -> {
                        read(next, step);
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
