package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Hashes the bytes of a torrent that does not exist yet, in parallel strides. */
public final class PieceRuns {
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
        StridePass pass = new StridePass(layout);
        AtomicBoolean complete = new AtomicBoolean(true);
        AtomicLong done = new AtomicLong();
        StridePass.Step step = (first, end) -> {
            ByteRange range = layout.range(first, end);
            if (complete.get() && !bytes.read(range, hashes.from(first))) {
                complete.set(false);
            }
            listener.hashed(done.addAndGet(range.length()), layout.objectLength());
        };
        pass.run(pass.all(), step, threads, "local files", () -> false);
        return complete.get();
    }
}
