package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.StoreCall;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads the bodies of answers to one call: so many bytes and no more, and not too slowly. For one thread. */
final class BodyRead {
    private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[StoreLimits.STEP]);

    private final StoreCalls calls;
    private final StoreCall call;
    private final ByteSink sink;
    private final long started = System.nanoTime();

    BodyRead(StoreCalls calls, StoreCall call, ByteSink sink) {
        this.calls = calls;
        this.call = call;
        this.sink = sink;
    }

    /** Hands on {@code length} bytes as they come, which must be all there are. */
    void copy(InputStream body, long length) throws IOException {
        byte[] chunk = CHUNK.get();
        long stepStarted = System.nanoTime();
        long position = 0;
        long stepEnd = StoreLimits.STEP;
        while (position < length) {
            int got = read(body, chunk, length - position);
            sink.accept(chunk, 0, got);
            position += got;
            if (position >= stepEnd) {
                stepStarted = System.nanoTime();
                stepEnd = position + StoreLimits.STEP;
            }
            if (position < length) { // however late the last ones came, they are there
                checkPace(stepStarted);
            }
        }
    }

    /** Some bytes; the last ones only when none come after them, because then they are not what was asked for. */
    private int read(InputStream body, byte[] chunk, long left) throws IOException {
        int got = body.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (got < 0) {
            throw new BrokenResponseException("the body ends " + left + " bytes too early");
        }
        calls.ledger().read(got);
        if (got == left && body.read() >= 0) {
            throw new BrokenResponseException("the store sent more bytes than were asked for");
        }
        return got;
    }

    private void checkPace(long stepStarted) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ObjectException.Unavailable(call + ": interrupted", null);
        }
        if (isOver(stepStarted, calls.limits().silence())
                || isOver(started, calls.limits().read().total())) {
            throw new BrokenResponseException("the body comes too slowly");
        }
    }

    private static boolean isOver(long since, Duration limit) {
        return System.nanoTime() - since > limit.toNanos();
    }
}
