package io.s3torrent.seeder.put;

import io.s3torrent.seeder.s3.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.StoredPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
import java.util.function.LongConsumer;

/**
 * Sends parts in parallel, as many at once as there are slots. {@link #emptySlot}, {@link #send} and {@link #all} are for one
 * thread; the slots pass through a queue.
 */
final class PartSenders implements AutoCloseable {
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
