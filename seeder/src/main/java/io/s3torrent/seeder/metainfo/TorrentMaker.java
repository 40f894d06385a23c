package io.s3torrent.seeder.metainfo;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.HashedUnits;
import io.s3torrent.seeder.piece.PieceCache;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import io.s3torrent.seeder.s3.ObjectVersion;
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

    /** GETs in flight: a store gives no more bytes for more of such a length. */
    private static final int MOST_READS = 16;

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
     * @param content the bytes of {@code files}, one after the other, with zeros where the pads are
     * @param files from {@link TorrentFiles}
     * @throws MetainfoException when it is empty, has too many pieces, or a name that nobody should write
     * @throws io.s3torrent.seeder.s3.ObjectException when the store fails
     * @throws InterruptedIOException when the thread is interrupted; no read goes on then
     */
    public Info make(Content content, InfoSpec spec, List<FileEntry> files, MakingListener listener)
            throws IOException {
        TorrentHashes hashes = new TorrentHashes(spec, files);
        if (content.length() != hashes.layout().objectLength()) {
            throw new IllegalArgumentException("content: " + content.length() + " bytes (expected: "
                    + hashes.layout().objectLength() + ", as the files have)");
        }
        new Run(content, hashes, listener).hashAll();
        return hashes.info();
    }

    /** What hashing a content takes of the store: its objects whole, by a GET per stride, and one more where an object ends in it. */
    public static Usage reading(Content content, int pieceLength) {
        List<ObjectVersion> objects = content.objects();
        long bytes = objects.stream().mapToLong(ObjectVersion::length).sum();
        long stride = Math.max(STRIDE, pieceLength);
        return Usage.reading(bytes, (content.length() + stride - 1) / stride + Math.max(0, objects.size() - 1));
    }

    /** One content's hashing: as many workers as store threads, each taking the next stride until none is left or one failed. */
    private final class Run {
        private final Content content;
        private final TorrentHashes hashes;
        private final PieceLayout layout;
        private final MakingListener listener;
        private final int piecesPerStride;
        private final AtomicInteger nextStride = new AtomicInteger();
        private final AtomicLong done = new AtomicLong();
        private volatile boolean stopped;

        Run(Content content, TorrentHashes hashes, MakingListener listener) {
            this.content = content;
            this.hashes = hashes;
            this.layout = hashes.layout();
            this.listener = listener;
            this.piecesPerStride = Math.max(1, STRIDE / layout.pieceLength());
        }

        void hashAll() throws IOException {
            Usage reading = reading(content, layout.pieceLength());
            store.expect(reading.bytesRead());
            listener.begins(reading);
            int strides = (layout.pieceCount() - 1) / piecesPerStride + 1;
            List<Future<?>> workers = new ArrayList<>();
            try {
                for (int i = 0; i < Math.min(strides, MOST_READS); i++) {
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
            ByteSink hasher = hashes.from(first);
            try (HashedUnits units = new HashedUnits(cache, layout, content, range.start())) {
                content.read(store, range, (chunk, offset, length) -> {
                    hasher.accept(chunk, offset, length);
                    units.accept(chunk, offset, length);
                });
            }
            hashes.sha1(first, end).ifPresent(sha1 -> listener.pieces(first, sha1));
            listener.hashed(done.addAndGet(range.length()), content.length());
        }
    }
}
