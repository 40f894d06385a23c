package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * One read of one range: where a body breaks, the next request continues. For one thread, once.
 *
 * <p>The SDK repeats a request until its headers are in; from then on it is up to this class. An answer that is not read to its
 * end is aborted, never drained: what is left may be gigabytes, or never come.
 */
final class RangeRead {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[StoreLimits.STEP]);

    private final AwsObjectStore store;
    private final ObjectVersion version;
    private final ByteRange range;
    private final ByteSink sink;
    private final long started = System.nanoTime();
    private long position;

    RangeRead(AwsObjectStore store, ObjectVersion version, ByteRange range, ByteSink sink) {
        this.store = store;
        this.version = version;
        this.range = range;
        this.sink = sink;
        this.position = range.start();
    }

    void run() throws ObjectException {
        for (int attempt = 1; position < range.end(); attempt++) {
            try {
                attempt();
            } catch (ObjectException e) {
                throw e;
            } catch (IOException e) {
                if (position == range.end()) {
                    return; // only the end of the answer broke, not the bytes
                }
                if (attempt >= store.limits.attempts() || isOver(started, store.limits.read())) {
                    throw store.errors.explain(call(), e);
                }
                pause(attempt);
                store.ledger.retry();
            }
        }
    }

    private void attempt() throws IOException {
        ByteRange rest = new ByteRange(position, range.end());
        Answer answer = ask(rest);
        boolean done = false;
        try {
            check(answer.head, rest);
            copy(answer.body);
            done = true;
        } finally {
            if (done) {
                answer.body.close(); // at its end, so that the connection serves again
            } else {
                answer.body.abort();
            }
        }
    }

    private Answer ask(ByteRange rest) throws ObjectException {
        try {
            return store.client
                    .s3()
                    .getObject(store.requests.get(version, rest), ResponseTransformer.unmanaged(Answer::new));
        } catch (RuntimeException e) {
            throw store.errors.explain(call(), e);
        }
    }

    private void check(GetObjectResponse head, ByteRange rest) throws IOException {
        RangeAnswer answer = RangeAnswer.of(head);
        if (answer.isOther(version)) {
            throw store.errors.changed(call(), null);
        }
        Optional<String> fault = answer.fault(version, rest);
        if (fault.isPresent()) {
            throw new BrokenAnswerException(fault.get());
        }
    }

    private void copy(InputStream body) throws IOException {
        byte[] chunk = CHUNK.get();
        long stepStarted = System.nanoTime();
        long stepEnd = position + StoreLimits.STEP;
        while (position < range.end()) {
            int got = body.read(chunk, 0, (int) Math.min(chunk.length, range.end() - position));
            if (got < 0) {
                throw new BrokenAnswerException("the body ends " + (range.end() - position) + " bytes too early");
            }
            store.ledger.read(got);
            sink.accept(chunk, 0, got);
            position += got;
            if (position >= stepEnd) {
                stepStarted = System.nanoTime();
                stepEnd = position + StoreLimits.STEP;
            }
            checkPace(stepStarted);
        }
        if (body.read() >= 0) {
            throw new ObjectException.Unavailable(call() + ": the store sent more bytes than were asked for", null);
        }
    }

    private void checkPace(long stepStarted) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ObjectException.Unavailable(call() + ": interrupted", null);
        }
        if (isOver(stepStarted, store.limits.silence()) || isOver(started, store.limits.read())) {
            throw new BrokenAnswerException("the body comes too slowly");
        }
    }

    private StoreCall call() {
        return new StoreCall("GetObject", version.location(), Optional.of(range));
    }

    /** Longer after each failure, and never the same for two threads, so that a store that stumbled is not run down. */
    private static void pause(int failures) {
        long longest = FIRST_PAUSE << Math.min(failures, 6);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    private static boolean isOver(long since, Duration limit) {
        return System.nanoTime() - since > limit.toNanos();
    }

    private record Answer(GetObjectResponse head, AbortableInputStream body) {}
}
