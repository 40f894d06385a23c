package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.StoreErrors.BrokenResponseException;
import io.s3torrent.seeder.s3.direct.SlowReads.ReadWatch;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * The answer to a GET, with a body that is not read yet. For use by one thread.
 *
 * <p>If the body is not read to its end, it is aborted and never drained: the rest may be gigabytes, or may never arrive.
 */
final class OpenObject implements AutoCloseable {
    private final ObjectHead head;
    private final AbortableInputStream body;
    /** True when the body was read to its end, so that the connection can be reused. */
    private boolean read;

    OpenObject(ObjectHead head, AbortableInputStream body) {
        this.head = head;
        this.body = body;
    }

    ObjectHead head() {
        return head;
    }

    AbortableInputStream body() {
        return body;
    }

    @Override
    public void close() throws IOException {
        if (read) {
            body.close();
        } else {
            body.abort();
        }
    }

    /** Reads the bodies of the answers to one call, with a fixed length and a minimum speed. For use by one thread. */
    static final class BodyReader {
        private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[StoreLimits.STEP]);

        private final StoreLimits limits;
        private final Ledger ledger;
        private final ReadWatch watch;
        private final StoreCall call;
        private final ByteSink sink;
        private final long started = System.nanoTime();

        BodyReader(StoreLimits limits, Ledger ledger, ReadWatch watch, StoreCall call, ByteSink sink) {
            this.limits = limits;
            this.ledger = ledger;
            this.watch = watch;
            this.call = call;
            this.sink = sink;
        }

        /** Hands on {@code length} bytes as they arrive; the body must end after them. */
        void copy(OpenObject answer, long length) throws IOException {
            copy(answer.body, length);
            answer.read = true;
        }

        private void copy(InputStream body, long length) throws IOException {
            byte[] chunk = CHUNK.get();
            long stepStarted = System.nanoTime();
            long position = 0;
            long stepEnd = StoreLimits.STEP;
            while (position < length) {
                int got = read(body, chunk, length - position);
                sink.accept(chunk, 0, got);
                position += got;
                if (position >= stepEnd || position == length) {
                    watch.gotStep();
                    stepStarted = System.nanoTime();
                    stepEnd = position + StoreLimits.STEP;
                }
                if (position < length) { // after the last byte, slowness no longer matters
                    checkPace(stepStarted);
                }
            }
        }

        /** Reads some bytes. The last bytes are handed on only if the body ends after them; a longer body is not the requested range. */
        private int read(InputStream body, byte[] chunk, long left) throws IOException {
            watch.waiting();
            int got = body.read(chunk, 0, (int) Math.min(chunk.length, left));
            watch.gotBytes();
            if (got < 0) {
                throw new BrokenResponseException("the body ends " + left + " bytes too early");
            }
            ledger.read(got);
            if (got == left && body.read() >= 0) {
                throw new BrokenResponseException("the store sent more bytes than requested");
            }
            return got;
        }

        private void checkPace(long stepStarted) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new ObjectException.Unavailable(call + ": interrupted", null);
            }
            if (isOver(stepStarted, limits.silence())
                    || isOver(started, limits.read().total())) {
                throw new BrokenResponseException("the body arrives too slowly");
            }
            watch.check();
        }

        private static boolean isOver(long since, Duration limit) {
            return System.nanoTime() - since > limit.toNanos();
        }
    }
}
