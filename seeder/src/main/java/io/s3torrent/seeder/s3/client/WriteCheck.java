package io.s3torrent.seeder.s3.client;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.Md5EtagBuckets;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartBody;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredPart.Proof;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;

/**
 * Verifies that the store has what was written. It compares the length, and reads the bytes once if an ETag contradicts them. It removes a
 * wrong object, if it is certain that this is the object it wrote.
 */
final class WriteCheck {
    private static final Duration LASTS = Duration.ofHours(1);

    private final StoreCalls calls;
    private final WriteRequests requests;
    private final Md5EtagBuckets etags = new Md5EtagBuckets(LASTS);

    /**
     * The store's answer to a write.
     *
     * @param length bytes that were sent
     */
    record Written(StoreCall call, long length, Optional<String> etag, Optional<String> versionId) {
        static Written of(StoreCall call, long length, @Nullable String etag, @Nullable String versionId) {
            return new Written(
                    call,
                    length,
                    Optional.ofNullable(etag).filter(text -> !ETag.of(text).isEmpty()),
                    Optional.ofNullable(versionId).filter(id -> !id.equals("null")));
        }

        S3Location location() {
            return call.location();
        }

        /** True when a HEAD found this object. */
        boolean is(ObjectHead head) {
            boolean sameEtag = etag.isPresent()
                    && etag.map(ETag::of)
                            .map(ETag::text)
                            .equals(head.etag().map(ETag::of).map(ETag::text));
            return hasVersion(head) ? versionId.equals(head.versionId()) : sameEtag;
        }

        boolean isOtherVersionThan(ObjectHead head) {
            return hasVersion(head) && !versionId.equals(head.versionId());
        }

        private boolean hasVersion(ObjectHead head) {
            return versionId.isPresent() && head.versionId().isPresent();
        }
    }

    /** Bytes that were sent, for comparison with the stored ones. */
    @SuppressWarnings("ArrayRecordComponent") // a digest that is passed on
    record Sent(ByteRange range, byte[] sha1) {}

    WriteCheck(StoreCalls calls, WriteRequests requests) {
        this.calls = calls;
        this.requests = requests;
    }

    /** How far the answer to a write proves the bytes that were sent. */
    Proof proof(S3Location location, @Nullable String etag, @Nullable String keptSha1, PartBody body) {
        if (keptSha1 != null && keptSha1.equals(Base64.getEncoder().encodeToString(body.sha1()))) {
            return Proof.SHA1;
        }
        Optional<byte[]> md5 = Optional.ofNullable(etag).map(ETag::of).flatMap(ETag::md5);
        if (md5.isEmpty() || !etags.mayHaveMd5s(location.bucket())) {
            return Proof.NONE;
        }
        return MessageDigest.isEqual(md5.get(), body.md5().get()) ? Proof.MD5 : Proof.DOUBT;
    }

    /**
     * Compares what was written with what the store has.
     *
     * @param proven true when the store's answers prove all bytes
     * @param doubted ranges that the ETags contradict
     * @param ofMd5s true when other ETags of the same write are MD5s. If false, one intact range among the doubted ones shows that no ETag
     *     is an MD5, and the rest is not read
     */
    ObjectVersion verify(Written written, boolean proven, List<Sent> doubted, boolean ofMd5s) throws ObjectException {
        ObjectVersion there = look(written, proven);
        for (Sent sent : doubted) {
            if (!isThere(written, there, sent)) {
                throw wrong(written, "the store has different bytes than were sent");
            }
            if (!ofMd5s) {
                etags.hasNoMd5s(written.location().bucket());
                break;
            }
        }
        return there;
    }

    private ObjectVersion look(Written written, boolean proven) throws ObjectException {
        ObjectHead head;
        try {
            head = head(written);
        } catch (ObjectException e) {
            boolean isGone = e.getCause() instanceof ObjectException.NotFound;
            if (proven && !isGone && written.etag().isPresent()) {
                return version(written, written.etag().get(), written.versionId());
            }
            throw unchecked(written, e);
        }
        boolean isOurs = written.is(head);
        Optional<String> etag =
                isOurs ? head.etag().or(written::etag) : written.etag().or(head::etag);
        Optional<Long> length = head.length();
        if (length.isEmpty() || etag.isEmpty()) {
            throw new ObjectException.Unverified(
                    written.call() + ": the store sent no length or no ETag of the written object, so it cannot be used",
                    null);
        }
        if (length.get() != written.length()) {
            throw wrong(
                    written,
                    "the store has " + length.get() + " bytes instead of the " + written.length() + " that were sent");
        }
        return version(written, etag.get(), isOurs ? head.versionId().or(written::versionId) : written.versionId());
    }

    private static ObjectVersion version(Written written, String etag, Optional<String> versionId) {
        return new ObjectVersion(written.location(), written.length(), etag, versionId);
    }

    /** The head of the written object; retried, because a store may take a moment until it finds a new object. */
    private ObjectHead head(Written written) throws ObjectException {
        StoreCall call = new StoreCall("HeadObject", written.location(), Optional.empty());
        return calls.run(call, calls.limits().call(), () -> {
            try {
                ObjectHead latest = calls.client().head(requests.common().head(written.location()));
                return written.isOtherVersionThan(latest)
                        ? calls.client()
                                .head(requests.common()
                                        .head(
                                                written.location(),
                                                written.versionId().orElseThrow()))
                        : latest;
            } catch (RuntimeException e) {
                ObjectException failure = calls.errors().explain(call, e);
                throw failure instanceof ObjectException.NotFound
                        ? new ObjectException.Unavailable(String.valueOf(failure.getMessage()), failure)
                        : failure;
            }
        });
    }

    private boolean isThere(Written written, ObjectVersion there, Sent sent) throws ObjectException {
        try {
            return isThere(there, sent);
        } catch (ObjectException e) {
            throw unchecked(written, e);
        }
    }

    /** Reads a range of an object and compares it with the bytes that were sent. */
    boolean isThere(ObjectVersion version, Sent sent) throws ObjectException {
        MessageDigest digest = Digests.sha1();
        new RangeRead(calls, version, sent.range(), digest::update).run();
        return MessageDigest.isEqual(digest.digest(), sent.sha1());
    }

    private static ObjectException unchecked(Written written, ObjectException failure) {
        return new ObjectException.Unverified(
                written.call() + ": the store accepted the object, but the check of its bytes failed ("
                        + failure.getMessage() + "); allow s3:GetObject, or put it again when the store answers",
                failure);
    }

    /** Removes the written object, and returns the exception that describes what is wrong with it. */
    ObjectException wrong(Written written, String fault) {
        return new ObjectException.Unverified(written.call() + ": " + fault + "; " + remove(written), null);
    }

    /** Removes the written object if it is certainly ours, even in an interrupted thread. Returns a description of what is left. */
    private String remove(Written written) {
        boolean interrupted = Thread.interrupted();
        try {
            ObjectHead head = head(written);
            if (!written.is(head)) {
                return "the current object was not removed, because it may be somebody else's; check it, and if it is yours, "
                        + removeWith(written);
            }
            StoreCall call = new StoreCall("DeleteObject", written.location(), Optional.empty());
            Optional<String> etag = head.etag().filter(text -> !text.startsWith("W/"));
            DeleteObjectResponse gone = calls.ask(
                    call,
                    calls.limits().call(),
                    s3 -> s3.deleteObject(requests.delete(written.location(), head.versionId(), etag)));
            return head.versionId().isEmpty() && Boolean.TRUE.equals(gone.deleteMarker())
                    ? "it was deleted, but remains as an older version of the object"
                    : "it was removed";
        } catch (ObjectException e) {
            return "it could not be removed (" + e.getMessage() + "): " + removeWith(written);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The command that removes the object, ready to paste into a shell. */
    private static String removeWith(Written written) {
        S3Location location = written.location();
        String id =
                written.versionId().map(text -> " --version-id '" + text + "'").orElse("");
        return "remove it with aws s3api delete-object --bucket " + location.bucket() + " --key '"
                + location.key().replace("'", "'\\''") + "'" + id;
    }
}
