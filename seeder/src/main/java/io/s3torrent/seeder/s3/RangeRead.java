package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import java.io.IOException;
import java.util.Optional;

/** One read of one range: where a body breaks, the next request continues. For one thread, once. */
final class RangeRead {
    private final AwsObjectStore store;
    private final ObjectVersion version;
    private final ByteRange range;
    private final ByteSink sink;
    private final StoreCall call;
    private final BodyRead body;
    private long position;

    RangeRead(AwsObjectStore store, ObjectVersion version, ByteRange range, ByteSink sink) {
        this.store = store;
        this.version = version;
        this.range = range;
        this.sink = sink;
        this.call = new StoreCall("GetObject", version.location(), Optional.of(range));
        this.body = new BodyRead(store.calls, call, this::take);
        this.position = range.start();
    }

    private void take(byte[] chunk, int offset, int length) {
        sink.accept(chunk, offset, length);
        position += length;
    }

    void run() throws ObjectException {
        store.calls.run(call, store.calls.limits().read(), this::attempt);
    }

    /** Reads what is still missing, and returns where it ends; nothing is, when it was closing the body that failed. */
    private long attempt() throws IOException {
        if (position == range.end()) {
            return position;
        }
        ByteRange rest = new ByteRange(position, range.end());
        try (OpenObject answer = ask(rest)) {
            check(RangeAnswer.of(answer.head()), rest);
            body.copy(answer.body(), rest.length());
            answer.isRead();
        }
        return position;
    }

    private OpenObject ask(ByteRange rest) throws IOException {
        try {
            Optional<OpenObject> direct = store.client.direct().get(version, rest, store.calls.ledger());
            return direct.isPresent() ? direct.get() : store.client.get(store.requests.get(version, rest));
        } catch (RuntimeException e) {
            throw store.calls.errors().explain(call, e);
        }
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
}
