package io.s3torrent.seeder.metainfo;

import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.HashedUnits;
import io.s3torrent.seeder.piece.PieceCache;
import io.s3torrent.seeder.piece.PieceDigest;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.StoreThreads;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hashes content into the {@link Info} of its torrent, by parallel ranged GETs of 8 MiB (or one piece, if longer), and fills the
 * cache in passing.
 *
 * <p>The result is a function of the bytes, the name and the piece length: the same as every other client's creator makes.
 */
public final class TorrentMaker {
    private static final int STRIDE = 8 << 20;

    private final ObjectStore store;
    private final ExecutorService threads;
    private final PieceCache cache;

    /**
     * A maker that reads from {@code store}.
     *
     * @param threads run the reads, and hash what they read
     * @param cache is filled as far as it has room
     */
    public TorrentMaker(ObjectStore store, ExecutorService threads, PieceCache cache) {
        this.store = store;
        this.threads = threads;
        this.cache = cache;
    }

    /**
     * Hashes one content. Blocks until it is done.
     *
     * @param name what the torrent calls the file
     * @throws MetainfoException when it is empty or has too many pieces
     * @throws io.s3torrent.seeder.s3.ObjectException when the store fails
     * @throws InterruptedIOException when the thread is interrupted; no read goes on then
     */
    public Info make(Content content, String name, int pieceLength, MakingListener listener) throws IOException {
        PieceLayout layout = layout(content, pieceLength);
        byte[] hashes = new byte[Math.multiplyExact(layout.pieceCount(), Info.HASH_LENGTH)];
        new Run(content, layout, hashes, listener).hashAll();
        return Info.ofFile(name, layout, hashes);
    }

    private static PieceLayout layout(Content content, int pieceLength) throws MetainfoException {
        if (content.length() == 0) {
            throw new MetainfoException(content + " is empty: a torrent needs at least one byte");
        }
        long pieces = (content.length() - 1) / pieceLength + 1;
        if (pieces * Info.HASH_LENGTH > MetainfoCodec.MAX_BYTES - (1 << 16)) {
            throw new MetainfoException(content + ": " + pieces + " pieces of " + pieceLength
                    + " bytes make a torrent of more than " + MetainfoCodec.MAX_BYTES
                    + " bytes; choose a larger piece length");
        }
        return new PieceLayout(content.length(), pieceLength);
    }

    /** One content's hashing: as many workers as store threads, each taking the next stride until none is left or one failed. */
    private final class Run {
        private final Content content;
        private final PieceLayout layout;
        private final byte[] hashes;
        private final MakingListener listener;
        private final int piecesPerStride;
        private final AtomicInteger nextStride = new AtomicInteger();
        private final AtomicLong done = new AtomicLong();
        private volatile boolean stopped;

        Run(Content content, PieceLayout layout, byte[] hashes, MakingListener listener) {
            this.content = content;
            this.layout = layout;
            this.hashes = hashes;
            this.listener = listener;
            this.piecesPerStride = Math.max(1, STRIDE / layout.pieceLength());
        }

        void hashAll() throws IOException {
            int strides = (layout.pieceCount() - 1) / piecesPerStride + 1;
            List<Future<?>> workers = new ArrayList<>();
            try {
                for (int i = 0; i < Math.min(strides, StoreThreads.COUNT); i++) {
                    workers.add(threads.submit(this::work));
                }
                for (Future<?> worker : workers) {
                    worker.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("hashing " + content + " was interrupted");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
            } finally {
                stopped = true;
                workers.forEach(worker -> worker.cancel(true));
            }
        }

        private Object work() throws IOException {
            try {
                for (long first = next(); !stopped && first < layout.pieceCount(); first = next()) {
                    hashStride((int) first, (int) Math.min(first + piecesPerStride, layout.pieceCount()));
                }
                return hashes;
            } catch (IOException | RuntimeException e) {
                stopped = true;
                throw e;
            }
        }

        private long next() {
            return (long) nextStride.getAndIncrement() * piecesPerStride;
        }

        private void hashStride(int first, int end) throws IOException {
            ByteRange range = layout.range(first, end);
            PieceHasher hasher = new PieceHasher(layout, PieceDigest.sha1(), first, this::keep);
            try (HashedUnits units = new HashedUnits(cache, layout, content, range.start())) {
                content.read(store, range, (chunk, offset, length) -> {
                    hasher.accept(chunk, offset, length);
                    units.accept(chunk, offset, length);
                });
            }
            listener.hashed(done.addAndGet(range.length()), content.length());
        }

        private void keep(int piece, byte[] sha1) {
            System.arraycopy(sha1, 0, hashes, piece * Info.HASH_LENGTH, Info.HASH_LENGTH);
        }
    }
}
