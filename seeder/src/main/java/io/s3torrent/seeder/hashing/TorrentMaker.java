package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.cache.HashedContent;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.Md5EtagBuckets;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartChecksums;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hashes content into the {@link Info} of its torrent, by parallel ranged GETs of 8 MiB (or one piece, if longer), and fills the
 * cache in passing.
 *
 * <p>The result is a function of the bytes, the name and the piece length: the same as every other client's creator makes. Bytes of which
 * the store knows a checksum are compared with it in the same pass.
 */
public final class TorrentMaker {
    /** GETs in flight: a store gives no more bytes for more of such a length. */
    private static final int MOST_READS = 16;

    private final ObjectStore store;
    private final ExecutorService threads;
    private final PieceCache cache;
    private final Md5EtagBuckets etags;

    /** A maker that knows nothing yet of the ETags of {@code store}. */
    public TorrentMaker(ObjectStore store, ExecutorService threads, PieceCache cache) {
        this(store, threads, cache, new Md5EtagBuckets());
    }

    /**
     * A maker that reads from {@code store}.
     *
     * @param threads run the reads, and hash what they read
     * @param cache is filled as far as it has room
     * @param etags tell where ETags are compared with what was read
     */
    public TorrentMaker(ObjectStore store, ExecutorService threads, PieceCache cache, Md5EtagBuckets etags) {
        this.store = store;
        this.threads = threads;
        this.cache = cache;
        this.etags = etags;
    }

    /** Hashes a content of which the store knows no more than its length. */
    public Info make(Content content, InfoOptions spec, List<FileEntry> files, HashingListener listener)
            throws IOException {
        return make(content, spec, files, Map.of(), listener);
    }

    /**
     * Hashes one content. Blocks until it is done.
     *
     * @param content the bytes of {@code files}, one after the other, with zeros where the pads are
     * @param files from {@link TorrentFiles}
     * @param checksums what the store knows of the objects' bytes
     * @throws MetainfoException when it is empty, has too many pieces, or a name that nobody should write
     * @throws io.s3torrent.seeder.s3.ObjectException.Corrupt when the bytes do not have what the store knows of them
     * @throws io.s3torrent.seeder.s3.ObjectException when the store fails
     * @throws InterruptedIOException when the thread is interrupted; no read goes on then
     */
    public Info make(
            Content content,
            InfoOptions spec,
            List<FileEntry> files,
            Map<ObjectVersion, ObjectChecksums> checksums,
            HashingListener listener)
            throws IOException {
        TorrentHashes hashes = new TorrentHashes(spec, files);
        if (content.length() != hashes.layout().objectLength()) {
            throw new IllegalArgumentException("content: " + content.length() + " bytes (expected: "
                    + hashes.layout().objectLength() + ", as the files have)");
        }
        try (Run run = new Run(content, hashes, checksums, listener)) {
            return run.info();
        }
    }

    /** What hashing a content takes of the store: its objects whole, by a GET per stride, and one more where an object ends in it. */
    public static Usage reading(Content content, int pieceLength) {
        List<ObjectVersion> objects = content.objects();
        long bytes = objects.stream().mapToLong(ObjectVersion::length).sum();
        long stride = Math.max(StridePass.STRIDE, pieceLength);
        return Usage.reading(bytes, (content.length() + stride - 1) / stride + Math.max(0, objects.size() - 1));
    }

    /** What the store knows of the parts of those objects whose parts have a SHA-1. */
    private Map<ObjectVersion, PartChecksums> parts(Map<ObjectVersion, ObjectChecksums> checksums) throws IOException {
        List<Callable<Void>> questions = new ArrayList<>();
        Map<ObjectVersion, PartChecksums> parts = new ConcurrentHashMap<>();
        checksums.forEach((object, known) -> {
            if (known.crc().isEmpty() && known.partSha1()) {
                questions.add(() -> {
                    store.partChecksums(object).ifPresent(told -> parts.put(object, told));
                    return null;
                });
            }
        });
        try {
            threads.invokeAll(questions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("asking for part checksums was interrupted");
        }
        return parts;
    }

    /** One content's hashing: as many workers as store threads, each taking the next stride until none is left or one failed. */
    private final class Run implements AutoCloseable {
        private final Content content;
        private final TorrentHashes hashes;
        private final PieceLayout layout;
        private final HashingListener listener;
        private final int piecesPerStride;
        private final HashedContent hashed;
        private final ContentVerifier check;
        private final AtomicLong done = new AtomicLong();

        Run(
                Content content,
                TorrentHashes hashes,
                Map<ObjectVersion, ObjectChecksums> checksums,
                HashingListener listener)
                throws IOException {
            this.content = content;
            this.hashes = hashes;
            this.layout = hashes.layout();
            this.listener = listener;
            this.piecesPerStride = StridePass.piecesPerStride(layout.pieceLength());
            long stride = (long) piecesPerStride * layout.pieceLength();
            this.check = ContentVerifier.of(content, checksums, parts(checksums), stride, etags);
            this.hashed = new HashedContent(cache, layout, content);
        }

        Info info() throws IOException {
            Usage reading = reading(content, layout.pieceLength());
            store.expect(reading.bytesRead());
            listener.begins(reading);
            BitSet strides = new BitSet();
            strides.set(0, (layout.pieceCount() - 1) / piecesPerStride + 1);
            for (boolean first = true; !strides.isEmpty(); first = false) {
                boolean firstPass = first;
                StridePass.run(strides, stride -> hashStride(stride, firstPass), threads, MOST_READS, content);
                strides = check.again();
            }
            Info info = hashes.info();
            hashed.assignTo(info.infoHash());
            return info;
        }

        private void hashStride(int stride, boolean first) throws IOException {
            int firstPiece = stride * piecesPerStride;
            int end = (int) Math.min((long) firstPiece + piecesPerStride, layout.pieceCount());
            ByteRange range = layout.range(firstPiece, end);
            ByteSink hasher = hashes.from(firstPiece);
            try (HashedContent.HashedUnits units = hashed.from(range.start());
                    ContentVerifier.InStride checked = check.stride(range)) {
                content.read(store, range, (chunk, offset, length) -> {
                    hasher.accept(chunk, offset, length);
                    units.accept(chunk, offset, length);
                    checked.accept(chunk, offset, length);
                });
            }
            if (first) { // what is read again and differs was told already: whoever passed it on sees that in the end
                hashes.sha1(firstPiece, end).ifPresent(sha1 -> listener.pieces(firstPiece, sha1));
                listener.hashed(done.addAndGet(range.length()), content.length());
            }
        }

        @Override
        public void close() {
            check.close();
            hashed.close();
        }
    }
}
