package io.s3torrent.seeder.put;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.StoredPart;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads one file in parts: finds or begins the upload, reads and sends the parts, and then completes the upload or aborts it. For use
 * once.
 */
final class PartsUpload {
    private static final Logger LOG = LoggerFactory.getLogger(PartsUpload.class);

    private final ObjectWriter writer;
    private final PutRequest request;
    private final PutListener listener;
    private final PartSource source;
    private final TargetCheck target;
    private long keptBytes;

    PartsUpload(ObjectWriter writer, PutRequest request, PutListener listener, PartSource source, TargetCheck target) {
        this.writer = writer;
        this.request = request;
        this.listener = listener;
        this.source = source;
        this.target = target;
    }

    /**
     * Uploads the file, and hashes it into {@code torrent}.
     *
     * @param first holds the first part, when that was read already
     */
    ObjectVersion run(FileTorrent torrent, Optional<PartSlot> first) throws IOException, InterruptedException {
        Optional<MultipartUpload> resumed = resumed();
        MultipartUpload upload =
                resumed.isPresent() ? resumed.get() : writer.start(request.target(), request.putOptions());
        try {
            UploadedParts kept = UploadedParts.of(resumed.isPresent() ? writer.parts(upload) : List.of());
            List<StoredPart> parts = send(upload, kept, torrent, first);
            source.checkUnchanged();
            target.stillFree();
            return writer.complete(upload, parts);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (canBeResumed(e)) {
                throw new PutException.Broken(
                        e.getMessage() + "; the store keeps what was sent, and --resume continues from there", e);
            }
            if (!(e instanceof ObjectException.Unverified)) { // otherwise the store has joined the parts
                giveUp(upload);
            }
            throw e;
        }
    }

    /** Finds the latest unfinished upload of this key that may be continued, and reports the others to the listener. */
    private Optional<MultipartUpload> resumed() throws ObjectException {
        List<MultipartUpload> unfinished = unfinished();
        Optional<MultipartUpload> resumed = unfinished.stream()
                .filter(upload -> request.resume() && isOurs(upload))
                .findFirst();
        listener.unfinished(unfinished.stream()
                .filter(upload -> !Optional.of(upload).equals(resumed))
                .toList());
        return resumed;
    }

    private List<MultipartUpload> unfinished() throws ObjectException {
        try {
            return writer.unfinished(request.target());
        } catch (ObjectException e) {
            if (request.resume()) {
                throw e;
            }
            // a user that may write does not need the permission to list
            LOG.debug("unfinished uploads cannot be listed: {}", e.getMessage());
            return List.of();
        }
    }

    /**
     * True for an upload that we may have begun, which has SHA-1 checksums or does not report them. The store would reject our parts in
     * other uploads.
     */
    private static boolean isOurs(MultipartUpload upload) {
        return upload.checksumAlgorithm().filter(other -> !other.equals("SHA1")).isEmpty();
    }

    private List<StoredPart> send(
            MultipartUpload upload, UploadedParts kept, FileTorrent torrent, Optional<PartSlot> first)
            throws IOException, InterruptedException {
        List<PartSlot> slots = Stream.concat(first.stream(), Stream.generate(source::newSlot))
                .limit(source.slots())
                .toList();
        try (PartSenders senders =
                new PartSenders(writer, upload, kept, slots, done -> listener.stored(done, source.length()))) {
            if (first.isPresent()) {
                PartSlot filled = senders.emptySlot(); // the first of the slots
                filled.show(torrent);
                senders.send(filled, torrent.sha1(filled.range()));
            }
            while (source.hasNext()) {
                PartSlot slot = senders.emptySlot();
                ByteRange range = source.next(slot, torrent);
                senders.send(slot, torrent.sha1(range));
            }
            listener.hashed(request.around(torrent.metainfo()));
            List<StoredPart> parts = senders.all();
            keptBytes = senders.keptBytes();
            return parts;
        }
    }

    /** A stream cannot: its bytes are gone. */
    private boolean canBeResumed(Exception failure) {
        return source.length() != PutRequest.UNKNOWN_LENGTH
                && failure instanceof ObjectException.Unavailable
                && !Thread.currentThread().isInterrupted();
    }

    /** Aborts the upload, even in an interrupted thread, because the store bills parts that stay. */
    private void giveUp(MultipartUpload upload) {
        boolean interrupted = Thread.interrupted();
        try {
            writer.abort(upload);
        } catch (ObjectException e) {
            LOG.warn(
                    "an unfinished upload could not be aborted and stays in the store, id {}: {}",
                    upload.id(),
                    e.getMessage());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number of bytes that were already in the store. */
    long keptBytes() {
        return keptBytes;
    }

    /**
     * Sends parts in parallel, one for each slot. One thread calls {@link #emptySlot}, {@link #send} and {@link #all}; the slots pass
     * through a queue.
     */
    private static final class PartSenders implements AutoCloseable {
        private static final int CLOSE_SECONDS = 2;

        private final ObjectWriter writer;
        private final MultipartUpload upload;
        private final UploadedParts kept;
        private final LongConsumer stored;
        private final BlockingQueue<PartSlot> slots;
        private final ExecutorService threads;
        private final List<Future<StoredPart>> parts = new ArrayList<>();
        private final AtomicLong storedBytes = new AtomicLong();
        private final AtomicLong keptBytes = new AtomicLong();
        private volatile boolean failed;

        /**
         * Makes the senders of one upload.
         *
         * @param stored is told how many bytes the store has
         */
        PartSenders(
                ObjectWriter writer,
                MultipartUpload upload,
                UploadedParts kept,
                List<PartSlot> slots,
                LongConsumer stored) {
            this.writer = writer;
            this.upload = upload;
            this.kept = kept;
            this.stored = stored;
            this.slots = new ArrayBlockingQueue<>(slots.size(), false, slots);
            AtomicInteger number = new AtomicInteger();
            this.threads = Executors.newFixedThreadPool(slots.size(), task -> {
                Thread thread = new Thread(task, "s3torrent-put-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        }

        /** Waits for a free slot; fails when a part could not be sent. */
        PartSlot emptySlot() throws IOException, InterruptedException {
            PartSlot slot = slots.take();
            if (failed) {
                all(); // throws the reason
            }
            return slot;
        }

        /**
         * Sends the next part, and frees its slot afterwards.
         *
         * @param sha1 of the part, if it is already known
         */
        void send(PartSlot slot, Optional<byte[]> sha1) {
            int number = parts.size() + 1;
            parts.add(threads.submit(() -> {
                try {
                    StoredPart part = sent(number, slot, sha1);
                    stored.accept(storedBytes.addAndGet(part.length()));
                    return part;
                } catch (IOException | RuntimeException e) {
                    failed = true;
                    throw e;
                } finally {
                    slots.add(slot);
                }
            }));
        }

        private StoredPart sent(int number, PartSlot slot, Optional<byte[]> known) throws IOException {
            byte[] sha1 = known.orElseGet(slot::sha1);
            Optional<StoredPart> there = kept.find(number, slot, sha1);
            if (there.isPresent()) {
                keptBytes.addAndGet(slot.length());
                return there.get();
            }
            return writer.uploadPart(upload, number, slot.body(sha1));
        }

        /** Waits for all parts. */
        List<StoredPart> all() throws IOException, InterruptedException {
            List<StoredPart> sent = new ArrayList<>();
            try {
                for (Future<StoredPart> part : parts) {
                    sent.add(part.get());
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
            }
            return sent;
        }

        /** The number of bytes that did not have to be sent. */
        long keptBytes() {
            return keptBytes.get();
        }

        /** Stops the parts that are being sent. */
        @Override
        public void close() {
            threads.shutdownNow();
            boolean interrupted = Thread.interrupted(); // an interrupted thread must wait here as well
            try {
                threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The parts that an unfinished upload has left in the store, by part number. Immutable. */
    private record UploadedParts(Map<Integer, StoredPart> byNumber) {
        UploadedParts {
            byNumber = Map.copyOf(byNumber);
        }

        static UploadedParts of(List<StoredPart> parts) {
            return new UploadedParts(parts.stream()
                    .collect(Collectors.toMap(StoredPart::number, Function.identity(), (one, other) -> other)));
        }

        /** The part in the store, if it has the same bytes: by its SHA-1, or else by the MD5 that most stores use as the ETag. */
        Optional<StoredPart> find(int number, PartSlot slot, byte[] sha1) {
            StoredPart kept = byNumber.get(number);
            if (kept == null || kept.length() != slot.length()) {
                return Optional.empty();
            }
            boolean same = kept.keepsSha1()
                    ? MessageDigest.isEqual(kept.sha1().orElseThrow(), sha1)
                    : bare(kept.etag()).equals(HexFormat.of().formatHex(slot.md5()));
            return same ? Optional.of(kept.proved(sha1)) : Optional.empty();
        }

        private static String bare(String etag) {
            return etag.replace("\"", "").toLowerCase(Locale.ROOT);
        }
    }
}
