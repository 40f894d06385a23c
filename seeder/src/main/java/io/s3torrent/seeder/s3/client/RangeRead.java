package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ServiceError;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.OpenObject.BodyReader;
import io.s3torrent.seeder.s3.client.StoreErrors.BrokenResponseException;
import io.s3torrent.seeder.s3.direct.SlowReads.ReadWatch;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one range; after a broken or slow body, the next request continues where it ended. For use by one thread, once. */
final class RangeRead {
    private final StoreCalls calls;
    private final ObjectVersion version;
    private final ByteRange range;
    private final ByteSink sink;
    private final StoreCall call;
    private final ReadWatch watch;
    private final BodyReader body;
    private long position;

    RangeRead(StoreCalls calls, ObjectVersion version, ByteRange range, ByteSink sink) {
        this.calls = calls;
        this.version = version;
        this.range = range;
        this.sink = sink;
        this.call = new StoreCall("GetObject", version.location(), Optional.of(range));
        this.watch = calls.slowReads().watch();
        this.body = new BodyReader(calls.limits(), calls.ledger(), watch, call, this::take);
        this.position = range.start();
    }

    private void take(byte[] chunk, int offset, int length) {
        sink.accept(chunk, offset, length);
        position += length;
    }

    void run() throws ObjectException {
        calls.run(call, calls.limits().read(), this::attempt);
    }

    /** Reads the missing bytes and returns the end position. No bytes are missing if only closing the last body failed. */
    private long attempt() throws IOException {
        if (position == range.end()) {
            return position;
        }
        ByteRange rest = new ByteRange(position, range.end());
        try (OpenObject answer = open(rest)) {
            body.copy(answer, rest.length());
        }
        return position;
    }

    /** Opens the bytes of this version; without a condition if the store wrongly rejects it. */
    private OpenObject open(ByteRange rest) throws IOException {
        ObjectVersion asked = calls.client().buckets().asked(version);
        try {
            return checked(ask(asked, rest), rest);
        } catch (ObjectException.Changed e) {
            checkIsThere(e);
            if (asked.isConditional() && StoreErrors.isPrecondition(e)) {
                return withoutCondition(rest);
            }
            throw new BrokenResponseException(
                    "the store's HEAD returns the requested version, but its GET returns another one or none ("
                            + e.getMessage() + ")");
        } catch (ObjectException.Refused e) {
            if (asked.isConditional() && StoreErrors.isPrecondition(e)) {
                return withoutCondition(rest);
            }
            throw e;
        }
    }

    private OpenObject withoutCondition(ByteRange rest) throws IOException {
        calls.client().buckets().dropCondition(version);
        return open(rest);
    }

    private OpenObject ask(ObjectVersion asked, ByteRange rest) throws IOException {
        watch.requesting();
        try {
            Optional<OpenObject> direct = calls.client().direct().get(asked, rest, watch, calls.ledger());
            OpenObject answer = direct.isPresent()
                    ? direct.get()
                    : calls.client().get(calls.requests().get(asked, rest));
            watch.gotHead();
            return answer;
        } catch (RuntimeException e) {
            throw calls.errors().explain(call, e);
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
            throw calls.errors().changed(call, null);
        }
        Optional<String> fault = answer.fault(version, rest);
        if (fault.isPresent()) {
            throw new BrokenResponseException(fault.get());
        }
    }

    /**
     * Requests the head of a version that an answer says is gone. Some stores reject their own ETag, or a valid range.
     *
     * @throws ObjectException when the version is gone, or the store does not answer
     */
    private void checkIsThere(ObjectException.Changed claim) throws ObjectException {
        ObjectHead now;
        try {
            now = calls.client().head(calls.requests().head(version));
        } catch (RuntimeException e) {
            throw calls.errors().explain(new StoreCall("HeadObject", version.location(), Optional.empty()), e);
        }
        boolean same = now.etag().isPresent()
                && now.length().isPresent()
                && version.isOf(now.etag().get(), now.length().get());
        if (!same) {
            throw claim;
        }
    }

    /** The relevant headers of an answer to a ranged GET, and their comparison with the request. */
    private record RangeResponse(
            int status,
            @Nullable String contentRange,
            @Nullable Long contentLength,
            @Nullable String etag,
            @Nullable String versionId,
            Optional<String> encoding) {
        /** As in RFC 9110, 14.4, and also with an {@code =} or without a unit, as some servers write it. */
        private static final Pattern CONTENT_RANGE = Pattern.compile(
                "(?:bytes[ =:] {0,3})?([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

        static RangeResponse of(ObjectHead head) {
            return new RangeResponse(
                    head.status(),
                    head.header("Content-Range").map(String::strip).orElse(null),
                    head.length().orElse(null),
                    head.etag().orElse(null),
                    head.header("x-amz-version-id").orElse(null),
                    head.encoding());
        }

        /** True when the answer is of another version. Some stores ignore If-Match or version ids. */
        boolean isOther(ObjectVersion version) {
            boolean otherBytes = etag != null && !ETag.of(etag).isSame(version.tag());
            boolean otherId = versionId != null
                    && version.versionId().isPresent()
                    && !versionId.equals(version.versionId().get());
            return otherBytes || otherId;
        }

        /**
         * Describes a coding of the body that differs from the stored one; empty when the bytes are the stored ones. An answer without a
         * coding that covers exactly the range of the stored bytes has the stored bytes.
         */
        Optional<String> codingFault(ObjectVersion version, ByteRange asked) {
            String stored = version.encoding().orElse(ObjectVersion.PLAIN);
            String sent = encoding.orElse(ObjectVersion.PLAIN);
            boolean isStored = isSameCoding(sent, stored) || (encoding.isEmpty() && isExactly(version, asked));
            boolean otherObject = etag != null
                    && !ETag.of(etag).text().startsWith(version.tag().text());
            return isStored || otherObject
                    ? Optional.empty()
                    : Optional.of("the store sends the bytes with Content-Encoding " + ServiceError.oneLine(sent)
                            + " (expected: "
                            + ServiceError.oneLine(stored)
                            + ", as in the answer to HEAD); a torrent needs the stored bytes,"
                            + " so configure the store and its proxy not to compress or decompress them");
        }

        private static boolean isSameCoding(String one, String other) {
            return one.equals(other) || one.equals("x-" + other) || other.equals("x-" + one);
        }

        /** Describes what is wrong with the answer; empty when its body can be read. */
        Optional<String> fault(ObjectVersion version, ByteRange asked) {
            if (etag == null) {
                return Optional.of("no ETag");
            }
            if (contentLength != null && contentLength != asked.length()) {
                return Optional.of("length " + contentLength + " with status " + status + " (expected: "
                        + asked.length() + " with status 206)");
            }
            return status == 206 || (status == 200 && contentRange != null)
                    ? rangeFault(version, asked)
                    : statusFault(version, asked);
        }

        /** Checks Content-Range, because some servers send a range with status 200. */
        private Optional<String> rangeFault(ObjectVersion version, ByteRange asked) {
            return isExactly(version, asked)
                    ? Optional.empty()
                    : Optional.of("range \"" + ServiceError.oneLine(contentRange) + "\" with status " + status
                            + " (expected: " + asked.header() + ")");
        }

        private boolean isExactly(ObjectVersion version, ByteRange asked) {
            Matcher range = CONTENT_RANGE.matcher(contentRange == null ? "" : contentRange);
            return range.matches()
                    && Long.parseLong(range.group(1)) == asked.start()
                    && Long.parseLong(range.group(2)) == asked.end() - 1
                    && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == version.length());
        }

        /** Checks the status. A server may ignore Range (RFC 9110, 14.2); that is right only if the range is the whole object. */
        private Optional<String> statusFault(ObjectVersion version, ByteRange asked) {
            boolean whole = status == 200 && asked.length() == version.length();
            return whole ? Optional.empty() : Optional.of("status " + status + " (expected: 206)");
        }
    }
}
