package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Hashes bytes of which nothing is known but their number, in parallel strides. */
public final class PieceRuns {
    private static final int MOST_READS = 16;

    private PieceRuns() {}

    /**
     * Reads all bytes of a torrent into its hashes. Blocks.
     *
     * @return false when bytes are missing
     */
    public static boolean hash(
            TorrentHashes hashes, PieceBytes bytes, ExecutorService threads, HashingListener listener)
            throws IOException {
        PieceLayout layout = hashes.layout();
        int pieces = StridePass.piecesPerStride(layout.pieceLength());
        BitSet strides = new BitSet();
        strides.set(0, (layout.pieceCount() - 1) / pieces + 1);
        AtomicBoolean complete = new AtomicBoolean(true);
        AtomicLong done = new AtomicLong();
        StridePass.Step step = stride -> {
            int first = stride * pieces;
            ByteRange range = layout.range(first, (int) Math.min((long) first + pieces, layout.pieceCount()));
            if (complete.get() && !bytes.read(range, hashes.from(first))) {
                complete.set(false);
            }
            listener.hashed(done.addAndGet(range.length()), layout.objectLength());
        };
        StridePass.run(strides, step, threads, MOST_READS, "local files", () -> false);
        return complete.get();
    }
}
