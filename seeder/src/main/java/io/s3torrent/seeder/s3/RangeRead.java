package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.sync.ResponseTransformer;

/**
 * One read of one range: where a body breaks, the next request continues. For one thread, once.
 *
 * <p>An answer that is not read to its end is aborted, never drained: what is left may be gigabytes, or never come.
 */
final class RangeRead {
    private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[StoreLimits.STEP]);

    private final AwsObjectStore store;
    private final ObjectVersion version;
    private final ByteRange range;
    private final ByteSink sink;
    private final StoreLimits limits;
    private final StoreCall call;
    private final long started = System.nanoTime();
    private long position;

    RangeRead(AwsObjectStore store, ObjectVersion version, ByteRange range, ByteSink sink) {
        this.store = store;
        this.version = version;
        this.range = range;
        this.sink = sink;
        this.limits = store.calls.limits();
        this.call = new StoreCall("GetObject", version.location(), Optional.of(range));
        this.position = range.start();
    }

    void run() throws ObjectException {
        store.calls.run(call, limits.read(), this::attempt);
    }

    /** Reads what is still missing, and returns where it ends. */
    private long attempt() throws IOException {
        ByteRange rest = new ByteRange(position, range.end());
        OpenRange answer = ask(rest);
        boolean done = false;
        try {
            check(answer.head(), rest);
            copy(answer.body());
            done = true;
        } finally {
            if (done) {
                answer.body().close(); // at its end, so that the connection serves again
            } else {
                answer.body().abort();
            }
        }
        return position;
    }

    private OpenRange ask(ByteRange rest) throws IOException {
        try {
            Optional<OpenRange> direct = store.client.direct().get(version, rest, store.calls.ledger());
            return direct.isPresent() ? direct.get() : askBySdk(rest);
        } catch (RuntimeException e) {
            throw store.calls.errors().explain(call, e);
        }
    }

    private OpenRange askBySdk(ByteRange rest) {
        return store.client
                .s3()
                .getObject(
                        store.requests.get(version, rest),
                        ResponseTransformer.unmanaged((head, body) -> new OpenRange(RangeAnswer.of(head), body)));
    }

    private void check(RangeAnswer answer, ByteRange rest) throws IOException {
        if (answer.isOther(version)) {
            throw store.calls.errors().changed(call, null);
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
            int got = read(body, chunk);
            sink.accept(chunk, 0, got);
            position += got;
            if (position >= stepEnd) {
                stepStarted = System.nanoTime();
                stepEnd = position + StoreLimits.STEP;
            }
            checkPace(stepStarted);
        }
    }

    /** Some bytes; the last ones only when none come after them, because then they are not what was asked for. */
    private int read(InputStream body, byte[] chunk) throws IOException {
        long left = range.end() - position;
        int got = body.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (got < 0) {
            throw new BrokenAnswerException("the body ends " + left + " bytes too early");
        }
        store.calls.ledger().read(got);
        if (got == left && body.read() >= 0) {
            throw new BrokenAnswerException("the store sent more bytes than were asked for");
        }
        return got;
    }

    private void checkPace(long stepStarted) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ObjectException.Unavailable(call + ": interrupted", null);
        }
        if (isOver(stepStarted, limits.silence())
                || isOver(started, limits.read().total())) {
            throw new BrokenAnswerException("the body comes too slowly");
        }
    }

    private static boolean isOver(long since, Duration limit) {
        return System.nanoTime() - since > limit.toNanos();
    }
}
