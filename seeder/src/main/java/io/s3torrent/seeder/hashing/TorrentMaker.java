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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads content in parallel, hashes it into the {@link Info} of its torrent, and fills the cache in the same pass. Each GET reads 8 MiB, or
 * one piece if that is longer.
 *
 * <p>The result depends only on the bytes, the name and the piece length, and equals the result of other creators. Bytes with a checksum in
 * the store are compared with it in the same pass.
 */
public final class TorrentMaker {
    private final ObjectStore store;
    private final ExecutorService threads;
    private final PieceCache cache;
    private final Md5EtagBuckets etags;

    /** Makes a maker that has no knowledge of the ETags of {@code store}. */
    public TorrentMaker(ObjectStore store, ExecutorService threads, PieceCache cache) {
        this(store, threads, cache, new Md5EtagBuckets());
    }

    /**
     * Makes a maker that reads from {@code store}.
     *
     * @param threads run the reads and hash the bytes
     * @param cache is filled as far as it has room
     * @param etags decides in which buckets ETags are compared with the bytes
     */
    public TorrentMaker(ObjectStore store, ExecutorService threads, PieceCache cache, Md5EtagBuckets etags) {
        this.store = store;
        this.threads = threads;
        this.cache = cache;
        this.etags = etags;
    }

    /** Hashes a content for which the store has no checksums. */
    public Info make(Content content, InfoOptions spec, List<FileEntry> files, HashingListener listener)
            throws IOException {
        return make(content, spec, files, Map.of(), listener);
    }

    /**
     * Hashes a content. Blocks until it is done.
     *
     * @param content the bytes of {@code files}, one after the other, with zeros in place of the pads
     * @param files from {@link TorrentFiles}
     * @param checksums the store's checksums of the objects
     * @throws MetainfoException when the content is empty, has too many pieces, or has a name that cannot be written safely
     * @throws io.s3torrent.seeder.s3.ObjectException.Corrupt when the bytes do not match the store's checksums
     * @throws io.s3torrent.seeder.s3.ObjectException when the store fails
     * @throws InterruptedIOException when the thread is interrupted; all reads have then stopped
     * @throws CancellationException when the listener cancels; all reads have then been interrupted
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

    /**
     * The requests and bytes that hashing a content takes: all bytes of its objects, with one GET for each stride, and one more where an
     * object ends inside a stride.
     */
    public static Usage reading(Content content, int pieceLength) {
        List<ObjectVersion> objects = content.objects();
        long bytes = objects.stream().mapToLong(ObjectVersion::length).sum();
        long stride = StridePass.length(pieceLength);
        return Usage.reading(bytes, (content.length() + stride - 1) / stride + Math.max(0, objects.size() - 1));
    }

    /** The most bytes that are being read at one moment to make one torrent. */
    public static long mostInFlight(int pieceLength) {
        return StridePass.mostInFlight(pieceLength);
    }

    /** Asks the store for the part checksums of the objects whose parts have a SHA-1. */
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

    /** Hashes one content. Each stride is a task of its own, so that the threads serve several contents in turn. */
    private final class Run implements AutoCloseable {
        private final Content content;
        private final TorrentHashes hashes;
        private final PieceLayout layout;
        private final HashingListener listener;
        private final StridePass pass;
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
            this.pass = new StridePass(layout);
            long stride = (long) pass.pieces() * layout.pieceLength();
            this.check = ContentVerifier.of(content, checksums, parts(checksums), stride, etags);
            this.hashed = new HashedContent(cache, layout, content);
        }

        Info info() throws IOException {
            Usage reading = reading(content, layout.pieceLength());
            store.expect(reading.bytesRead());
            listener.begins(reading);
            BitSet strides = pass.all();
            for (boolean first = true; !strides.isEmpty(); first = false) {
                boolean firstPass = first;
                pass.run(
                        strides,
                        (firstPiece, end) -> hash(firstPiece, end, firstPass),
                        threads,
                        content,
                        listener::isCancelled);
                strides = check.stridesToReread();
            }
            Info info = hashes.info();
            hashed.assignTo(info.infoHash());
            return info;
        }

        private void hash(int firstPiece, int end, boolean first) throws IOException {
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
            // Only the first reading is reported. If a later reading differs, the info-hash at the end shows that.
            if (first) {
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
