package io.s3torrent.seeder.s3.client;

import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What stores do differently when they are written to; by default all is as at AWS. Set before the first request. */
public final class StoreQuirks {
    private boolean knowsChecksums = true;
    private boolean confirmsKeys = true;
    private boolean knowsExpect = true;
    private boolean namesEtags = true;
    private UnaryOperator<byte[]> keeping = UnaryOperator.identity();
    private Optional<Supplier<String>> etags = Optional.empty();
    private Optional<Refusal> conditions = Optional.empty();
    private final CopyOnWriteArrayList<Refusal> beforeBody = new CopyOnWriteArrayList<>();

    /**
     * A refusal with an S3 error document.
     *
     * @param times how often; after that the store is as it should be
     */
    public record Refusal(int status, String code, int times) {}

    public StoreQuirks() {}

    /** Like s3rver, keeps the bytes that come as they are, and no checksums. */
    public StoreQuirks withoutChecksums() {
        knowsChecksums = false;
        return this;
    }

    /** Keeps something else than what is sent, as one whose network spoils it. */
    public StoreQuirks keeping(UnaryOperator<byte[]> change) {
        keeping = change;
        return this;
    }

    /** Its ETags are not MD5s, whatever they look like. */
    public StoreQuirks withEtags(Supplier<String> each) {
        etags = Optional.of(each);
        return this;
    }

    /** Answers without an ETag to what puts or joins objects. */
    public StoreQuirks withoutEtags() {
        namesEtags = false;
        return this;
    }

    /** Ignores the keys of customers. */
    public StoreQuirks ignoringKeys() {
        confirmsKeys = false;
        return this;
    }

    /** Knows no conditional writes. */
    public StoreQuirks refusingConditions(int status, String code) {
        conditions = Optional.of(new Refusal(status, code, Integer.MAX_VALUE));
        return this;
    }

    /** Refuses that many requests with a body before it was read, and closes the connection. */
    public StoreQuirks refusingBodies(int status, String code, int times) {
        beforeBody.add(new Refusal(status, code, times));
        return this;
    }

    /** Answers 417 to who asks before sending. */
    public StoreQuirks withoutExpect() {
        knowsExpect = false;
        return this;
    }

    public boolean knowsChecksums() {
        return knowsChecksums;
    }

    public boolean confirmsKeys() {
        return confirmsKeys;
    }

    public boolean knowsExpect() {
        return knowsExpect;
    }

    public boolean namesEtags() {
        return namesEtags;
    }

    public byte[] kept(byte[] sent) {
        return keeping.apply(sent);
    }

    public Optional<String> etag() {
        return etags.map(Supplier::get);
    }

    public Optional<Refusal> conditions() {
        return conditions;
    }

    /** The refusal of the next request with a body. */
    public synchronized Optional<Refusal> beforeBody() {
        if (beforeBody.isEmpty()) {
            return Optional.empty();
        }
        Refusal next = beforeBody.remove(0);
        if (next.times() > 1) {
            beforeBody.add(0, new Refusal(next.status(), next.code(), next.times() - 1));
        }
        return Optional.of(next);
    }
}
