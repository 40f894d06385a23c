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

/** The upload of one file in parts: finds or begins it, reads and sends, and either completes it or leaves nothing. Used once. */
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
                        e.getMessage() + "; what was sent stays in the store, and --resume goes on from there", e);
            }
            if (!(e instanceof ObjectException.Unverified)) { // else the store has joined the parts
                giveUp(upload);
            }
            throw e;
        }
    }

    /** The latest upload of this key that was broken off, when it may go on; of others, the listener hears. */
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
            LOG.debug("unfinished uploads are not known: {}", e.getMessage()); // who may write need not may list
            return List.of();
        }
    }

    /** Ours have SHA-1 checksums, and stores that keep none do not tell; parts of other uploads would be refused. */
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

    /** Aborts, even in a thread that was told to stop: parts that stay are billed. */
    private void giveUp(MultipartUpload upload) {
        boolean interrupted = Thread.interrupted();
        try {
            writer.abort(upload);
        } catch (ObjectException e) {
            LOG.warn("an unfinished upload stays in the store, id {}: {}", upload.id(), e.getMessage());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How much of the file was in the store before. */
    long keptBytes() {
        return keptBytes;
    }

    /**
     * Sends parts in parallel, as many at once as there are slots. {@link #emptySlot}, {@link #send} and {@link #all} are for one
     * thread; the slots pass through a queue.
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
         * Senders of one upload.
         *
         * @param stored hears how many bytes the store has
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

        /** Waits for a slot to be free; fails when a part could not be sent. */
        PartSlot emptySlot() throws IOException, InterruptedException {
            PartSlot slot = slots.take();
            if (failed) {
                all(); // tells why
            }
            return slot;
        }

        /**
         * Sends the next part, and frees its slot when it is sent.
         *
         * @param sha1 of the part, when it is known already
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

        /** How many bytes did not have to be sent. */
        long keptBytes() {
            return keptBytes.get();
        }

        /** Breaks off what is being sent. */
        @Override
        public void close() {
            threads.shutdownNow();
            boolean interrupted = Thread.interrupted(); // who was told to stop waits here all the same
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

    /** What an upload that was broken off has left in the store, by part number. Immutable. */
    private record UploadedParts(Map<Integer, StoredPart> byNumber) {
        UploadedParts {
            byNumber = Map.copyOf(byNumber);
        }

        static UploadedParts of(List<StoredPart> parts) {
            return new UploadedParts(parts.stream()
                    .collect(Collectors.toMap(StoredPart::number, Function.identity(), (one, other) -> other)));
        }

        /** The part in the store, when it is this one: by its SHA-1, else by the MD5 that most stores have as ETag. */
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
