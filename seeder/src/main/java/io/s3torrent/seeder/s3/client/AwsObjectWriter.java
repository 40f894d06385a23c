package io.s3torrent.seeder.s3.client;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.PartBody;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredObject;
import io.s3torrent.seeder.s3.StoredPart;
import io.s3torrent.seeder.s3.StoredPart.Proof;
import io.s3torrent.seeder.s3.client.WriteCheck.Sent;
import io.s3torrent.seeder.s3.client.WriteCheck.Written;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Writes objects with the SDK, and then checks what the store has. */
final class AwsObjectWriter implements ObjectWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AwsObjectWriter.class);
    private static final String BODY_TYPE = "application/octet-stream";
    private static final String NO_KEY =
            "the store did not confirm the encryption with the customer key (SSE-C), so it may have stored plain text";

    private final StoreCalls calls;
    private final StoreLimits limits;
    private final WriteRequests requests;
    private final HeadRead heads;
    private final WriteCheck check;

    AwsObjectWriter(StoreCalls calls) {
        this.calls = calls;
        this.limits = calls.limits();
        this.requests = new WriteRequests(calls.requests(), limits);
        this.heads = new HeadRead(calls);
        this.check = new WriteCheck(calls, requests);
    }

    @Override
    public ObjectVersion put(S3Location location, PartBody body, PutOptions options) throws ObjectException {
        StoreCall call = call("PutObject", location);
        PutObjectResponse done;
        try {
            done = sent(call, body, options);
        } catch (ObjectException.Changed e) { // 412
            Optional<ObjectVersion> ours =
                    options.isConditional() ? alreadyThere(location, body, options) : Optional.empty();
            return ours.orElseThrow(() -> new ObjectException.Changed(
                    call
                            + (options.ifNoneMatch()
                                    ? ": the object already exists"
                                    : ": the object was replaced in the meantime"),
                    e));
        }
        Written written = Written.of(call, body.length(), done.eTag(), done.versionId());
        if (!requests.common().isKeyConfirmed(done.sdkHttpResponse())) {
            throw check.wrong(written, NO_KEY);
        }
        Proof proof = check.proof(location, done.eTag(), done.checksumSHA1(), body);
        boolean doubted =
                body.length() > 0 && (proof == Proof.DOUBT || written.etag().isEmpty());
        return check.verify(
                written,
                proof == Proof.SHA1 || proof == Proof.MD5,
                doubted ? List.of(new Sent(new ByteRange(0, body.length()), body.sha1())) : List.of(),
                false);
    }

    private PutObjectResponse sent(StoreCall call, PartBody body, PutOptions options) throws ObjectException {
        try {
            return calls.ask(
                    call,
                    limits.sending(body.length()),
                    s3 -> s3.putObject(requests.put(call.location(), options, body), bytes(body)));
        } catch (ObjectException.Refused e) {
            if (!options.isConditional() || !StoreErrors.isNotImplemented(e)) {
                throw e;
            }
            LOG.info("{}: this store does not support conditional writes; the object is checked with HEAD before the write instead", call);
            if (!holds(call.location(), options)) {
                throw new ObjectException.Changed(call + ": another object exists at this key", e);
            }
            return sent(call, body, options.unconditional());
        }
    }

    /** True when the current object meets the condition of the options. */
    private boolean holds(S3Location location, PutOptions options) throws ObjectException {
        return heads.metadata(location)
                .map(there -> there.version().etag())
                .map(ETag::of)
                .map(ETag::text)
                .equals(options.ifMatch().map(ETag::of).map(ETag::text));
    }

    /**
     * The existing object, if it equals the one that was to be put. When an answer is lost, the retry of a conditional write fails because
     * the first attempt succeeded.
     */
    private Optional<ObjectVersion> alreadyThere(S3Location location, PartBody body, PutOptions options)
            throws ObjectException {
        Optional<StoredObject> there = heads.metadata(location)
                .filter(object -> object.version().length() == body.length()
                        && object.metadata().equals(options.metadata()));
        if (there.isEmpty()) {
            return Optional.empty();
        }
        ObjectVersion version = there.get().version();
        boolean same = ETag.of(version.etag())
                        .md5()
                        .filter(md5 -> MessageDigest.isEqual(md5, body.md5().get()))
                        .isPresent()
                || check.isThere(version, new Sent(new ByteRange(0, body.length()), body.sha1()));
        return same ? Optional.of(version) : Optional.empty();
    }

    @Override
    public MultipartUpload start(S3Location location, PutOptions options) throws ObjectException {
        StoreCall call = call("CreateMultipartUpload", location);
        String id = calls.ask(call, limits.call(), s3 -> s3.createMultipartUpload(requests.start(location, options)))
                .uploadId();
        if (id == null || id.isEmpty()) {
            throw new ObjectException.Refused(call + ": the store sent no upload id", null);
        }
        return new MultipartUpload(location, id, Optional.of(Instant.now()), Optional.of("SHA1"));
    }

    @Override
    public StoredPart uploadPart(MultipartUpload upload, int number, PartBody body) throws ObjectException {
        StoreCall call = call("UploadPart", upload.location());
        UploadPartResponse done = calls.ask(
                call,
                limits.sending(body.length()),
                s3 -> s3.uploadPart(requests.part(upload, number, body), bytes(body)));
        if (!requests.common().isKeyConfirmed(done.sdkHttpResponse())) {
            throw new ObjectException.Refused(call + ": " + NO_KEY + "; the upload is aborted", null);
        }
        if (done.eTag() == null) {
            throw new ObjectException.Refused(call + ": the store sent no ETag", null);
        }
        Proof proof = check.proof(upload.location(), done.eTag(), done.checksumSHA1(), body);
        return new StoredPart(
                number, body.length(), done.eTag(), Optional.of(body.sha1()), done.checksumSHA1() != null, proof);
    }

    @Override
    public ObjectVersion complete(MultipartUpload upload, List<StoredPart> parts) throws ObjectException {
        StoreCall call = call("CompleteMultipartUpload", upload.location());
        long length = parts.stream().mapToLong(StoredPart::length).sum();
        Written written;
        try {
            CompleteMultipartUploadResponse done = calls.ask(
                    call, limits.joining(), s3 -> s3.completeMultipartUpload(requests.complete(upload, parts)));
            written = Written.of(call, length, done.eTag(), done.versionId());
        } catch (ObjectException.NotFound e) {
            return joined(upload.location(), length, parts).orElseThrow(() -> e);
        }
        if (written.etag().isEmpty()) {
            return joined(upload.location(), length, parts)
                    .orElseThrow(() -> check.wrong(written, "the stored object differs from what was sent"));
        }
        boolean proven = parts.stream().allMatch(part -> part.proof() == Proof.SHA1 || part.proof() == Proof.MD5);
        return check.verify(
                written, proven, ranges(parts, true), parts.stream().anyMatch(part -> part.proof() == Proof.MD5));
    }

    /**
     * The joined object, if the store already joined the parts and only its answer was lost. A retry then fails, because the store no
     * longer has the upload.
     */
    private Optional<ObjectVersion> joined(S3Location location, long length, List<StoredPart> parts)
            throws ObjectException {
        Optional<ObjectVersion> there =
                heads.metadata(location).map(StoredObject::version).filter(version -> version.length() == length);
        if (there.isEmpty()
                || MultipartEtag.of(parts)
                        .equals(Optional.of(ETag.of(there.get().etag()).text()))) {
            return there;
        }
        List<Sent> all = ranges(parts, false);
        for (Sent sent : all) {
            if (!check.isThere(there.get(), sent)) {
                return Optional.empty();
            }
        }
        return all.size() == parts.size() ? there : Optional.empty();
    }

    /**
     * The ranges of the parts in their object, with their hashes; only parts in doubt if {@code inDoubt}. Parts without a known hash are
     * left out.
     */
    private static List<Sent> ranges(List<StoredPart> parts, boolean inDoubt) {
        List<Sent> ranges = new ArrayList<>();
        long start = 0;
        for (StoredPart part : parts) {
            long end = start + part.length();
            if (part.sha1().isPresent() && (part.proof() == Proof.DOUBT || !inDoubt)) {
                ranges.add(new Sent(new ByteRange(start, end), part.sha1().get()));
            }
            start = end;
        }
        return ranges;
    }

    @Override
    public void abort(MultipartUpload upload) throws ObjectException {
        StoreCall call = call("AbortMultipartUpload", upload.location());
        try {
            calls.ask(call, limits.call(), s3 -> s3.abortMultipartUpload(requests.abort(upload)));
        } catch (ObjectException.NotFound e) {
            // The upload no longer exists, which is the wanted result.
        }
    }

    @Override
    public List<StoredPart> parts(MultipartUpload upload) throws ObjectException {
        return new UploadListing(calls, requests).parts(upload);
    }

    @Override
    public List<MultipartUpload> unfinished(S3Location location) throws ObjectException {
        return new UploadListing(calls, requests).unfinished(location);
    }

    /** A request body without the copy that the SDK makes of an array. */
    private static RequestBody bytes(PartBody body) {
        return RequestBody.fromContentProvider(body.bytes()::get, body.length(), BODY_TYPE);
    }

    private static StoreCall call(String operation, S3Location location) {
        return new StoreCall(operation, location, Optional.empty());
    }

    /** Computes the ETag that most stores give to a multipart object: the MD5 of the parts' MD5s, then the number of parts. */
    private static final class MultipartEtag {
        private MultipartEtag() {}

        /** The ETag without quotes; empty when a part's ETag is not an MD5, as with encrypted objects. */
        static Optional<String> of(List<StoredPart> parts) {
            MessageDigest all = Digests.md5();
            for (StoredPart part : parts) {
                Optional<byte[]> md5 = ETag.of(part.etag()).md5();
                if (md5.isEmpty()) {
                    return Optional.empty();
                }
                all.update(md5.get());
            }
            return Optional.of(HexFormat.of().formatHex(all.digest()) + "-" + parts.size());
        }
    }

    /** Lists unfinished uploads and their parts, page by page, with a limit. */
    private record UploadListing(StoreCalls calls, WriteRequests requests) {
        private static final int MAX_UPLOADS = 1_000;

        List<StoredPart> parts(MultipartUpload upload) throws ObjectException {
            StoreCall call = new StoreCall("ListParts", upload.location(), Optional.empty());
            TreeMap<Integer, StoredPart> parts = new TreeMap<>();
            boolean more = true;
            while (more) {
                int marker = parts.isEmpty() ? 0 : parts.lastKey();
                ListPartsResponse page =
                        calls.ask(call, calls.limits().call(), s3 -> s3.listParts(requests.parts(upload, marker)));
                for (Part part : page.parts()) {
                    StoredPart stored = stored(call, part);
                    parts.put(stored.number(), stored);
                }
                more = Boolean.TRUE.equals(page.isTruncated()) && !parts.isEmpty() && parts.lastKey() > marker;
            }
            return List.copyOf(parts.values());
        }

        private static StoredPart stored(StoreCall call, Part part) throws ObjectException {
            try {
                return StoredPart.listed(part.partNumber(), part.size(), part.eTag(), sha1(part.checksumSHA1()));
            } catch (IllegalArgumentException | NullPointerException e) { // a part without its fields
                throw new ObjectException.Refused(call + ": the list of parts is malformed", e);
            }
        }

        private static Optional<byte[]> sha1(@Nullable String base64) {
            return Optional.ofNullable(base64).filter(text -> !text.isEmpty()).map(Base64.getDecoder()::decode);
        }

        List<MultipartUpload> unfinished(S3Location location) throws ObjectException {
            StoreCall call = new StoreCall("ListMultipartUploads", location, Optional.empty());
            List<MultipartUpload> found = new ArrayList<>();
            Listing.TokenCycleDetector markers = new Listing.TokenCycleDetector();
            Optional<String> after = Optional.empty();
            do {
                Optional<String> marker = after;
                ListMultipartUploadsResponse page = calls.ask(
                        call,
                        calls.limits().call(),
                        s3 -> s3.listMultipartUploads(requests.unfinished(location, marker)));
                found.addAll(ofKey(location, page));
                after = next(location, page);
            } while (after.isPresent() && !markers.closes(after.get()) && found.size() < MAX_UPLOADS);
            found.sort(Comparator.comparing(
                            (MultipartUpload upload) -> upload.started().orElse(Instant.MIN))
                    .reversed());
            return found;
        }

        private static List<MultipartUpload> ofKey(S3Location location, ListMultipartUploadsResponse page) {
            return page.uploads().stream()
                    .filter(upload -> location.key().equals(upload.key()) && upload.uploadId() != null)
                    .map(upload -> new MultipartUpload(
                            location,
                            upload.uploadId(),
                            Optional.ofNullable(upload.initiated()),
                            Optional.ofNullable(upload.checksumAlgorithmAsString())))
                    .toList();
        }

        /** The next page; empty after the last upload of this key, because keys are sorted and longer keys follow. */
        private static Optional<String> next(S3Location location, ListMultipartUploadsResponse page) {
            boolean more =
                    Boolean.TRUE.equals(page.isTruncated()) && location.key().equals(page.nextKeyMarker());
            return more ? Optional.ofNullable(page.nextUploadIdMarker()) : Optional.empty();
        }
    }
}
