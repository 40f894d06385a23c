package io.s3torrent.seeder.s3.client;

import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** How a store's writes differ from those of AWS; by default they do not differ. Set before the first request. */
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
     * A rejection with an S3 error document.
     *
     * @param times how often it happens; afterwards the store behaves normally
     */
    public record Refusal(int status, String code, int times) {}

    public StoreQuirks() {}

    /** Like s3rver, stores the received bytes unchanged, and keeps no checksums. */
    public StoreQuirks withoutChecksums() {
        knowsChecksums = false;
        return this;
    }

    /** Stores other bytes than those sent, like a store whose network corrupts them. */
    public StoreQuirks keeping(UnaryOperator<byte[]> change) {
        keeping = change;
        return this;
    }

    /** Returns ETags that are not MD5s, whatever they look like. */
    public StoreQuirks withEtags(Supplier<String> each) {
        etags = Optional.of(each);
        return this;
    }

    /** Answers puts and completions without an ETag. */
    public StoreQuirks withoutEtags() {
        namesEtags = false;
        return this;
    }

    /** Ignores customer keys. */
    public StoreQuirks ignoringKeys() {
        confirmsKeys = false;
        return this;
    }

    /** Does not support conditional writes. */
    public StoreQuirks refusingConditions(int status, String code) {
        conditions = Optional.of(new Refusal(status, code, Integer.MAX_VALUE));
        return this;
    }

    /** Rejects this many requests with a body before reading it, and closes the connection. */
    public StoreQuirks refusingBodies(int status, String code, int times) {
        beforeBody.add(new Refusal(status, code, times));
        return this;
    }

    /** Answers 417 to clients that send {@code Expect: 100-continue}. */
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

    /** The rejection of the next request with a body. */
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
