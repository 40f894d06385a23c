package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.StoreCall;
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
        try (OpenObject answer = open(rest)) {
            body.copy(answer.body(), rest.length());
            answer.isRead();
        }
        return position;
    }

    /** Opens the bytes of this version; without a condition where the store refuses the right one. */
    private OpenObject open(ByteRange rest) throws IOException {
        ObjectVersion asked = store.client.conditions().asked(version);
        try {
            return checked(ask(asked, rest), rest);
        } catch (ObjectException.Changed e) {
            checkIsThere(e);
            if (asked.isConditional() && StoreErrors.isPrecondition(e)) {
                return withoutCondition(rest);
            }
            throw new BrokenResponseException(
                    "the store's HEAD shows the version that is asked for, and its GET another, or none ("
                            + e.getMessage() + ")");
        } catch (ObjectException.Refused e) {
            if (asked.isConditional() && StoreErrors.isPrecondition(e)) {
                return withoutCondition(rest);
            }
            throw e;
        }
    }

    private OpenObject withoutCondition(ByteRange rest) throws IOException {
        store.client.conditions().drop(version);
        return open(rest);
    }

    private OpenObject ask(ObjectVersion asked, ByteRange rest) throws IOException {
        try {
            Optional<OpenObject> direct = store.client.direct().get(asked, rest, store.calls.ledger());
            return direct.isPresent() ? direct.get() : store.client.get(store.requests.get(asked, rest));
        } catch (RuntimeException e) {
            throw store.calls.errors().explain(call, e);
        }
    }

    private OpenObject checked(OpenObject answer, ByteRange rest) throws IOException {
        try {
            check(RangeResponse.of(answer.head()), rest);
            return answer;
        } catch (IOException e) {
            answer.close();
            throw e;
        }
    }

    private void check(RangeResponse answer, ByteRange rest) throws IOException {
        Optional<String> coded = answer.codingFault(version, rest);
        if (coded.isPresent()) {
            throw new ObjectException.Refused(call + ": " + coded.get(), null);
        }
        if (answer.isOther(version)) {
            throw store.calls.errors().changed(call, null);
        }
        Optional<String> fault = answer.fault(version, rest);
        if (fault.isPresent()) {
            throw new BrokenResponseException(fault.get());
        }
    }

    /**
     * Asks for the head of the version that an answer says is gone: some stores refuse their own ETag, or a range that is there.
     *
     * @throws ObjectException when it is not there, or the store does not tell
     */
    private void checkIsThere(ObjectException.Changed claim) throws ObjectException {
        ObjectHead now;
        try {
            now = ObjectHead.of(
                    store.client.s3().headObject(store.requests.head(version)).sdkHttpResponse());
        } catch (RuntimeException e) {
            throw store.calls.errors().explain(new StoreCall("HeadObject", version.location(), Optional.empty()), e);
        }
        boolean same = now.etag().isPresent()
                && now.length().isPresent()
                && version.isOf(now.etag().get(), now.length().get());
        if (!same) {
            throw claim;
        }
    }
}
