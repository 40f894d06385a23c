package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The {@link ObjectWriter} beside an {@link AwsObjectStore}, over its client. */
final class AwsObjectWriter implements ObjectWriter {
    private static final String BODY_TYPE = "application/octet-stream";

    private final AwsObjectStore store;
    private final StoreLimits limits;
    private final WriteRequests requests;

    AwsObjectWriter(AwsObjectStore store) {
        this.store = store;
        this.limits = store.calls.limits();
        this.requests = new WriteRequests(store.requests, limits);
    }

    @Override
    public ObjectVersion put(S3Location location, byte[] bytes, PutOptions options) throws ObjectException {
        StoreCall call = call("PutObject", location);
        byte[] sha1 = Digests.sha1().digest(bytes);
        try {
            PutObjectResponse done = store.ask(
                    call,
                    limits.sending(bytes.length),
                    s3 -> s3.putObject(
                            requests.put(location, options, sha1, bytes.length),
                            body(() -> new ByteArrayInputStream(bytes), bytes.length)));
            return version(call, bytes.length, done.eTag(), done.versionId());
        } catch (ObjectException.Changed e) { // 412
            throw new ObjectException.Changed(call + ": there is such an object already", e);
        }
    }

    @Override
    public MultipartUpload start(S3Location location, PutOptions options) throws ObjectException {
        StoreCall call = call("CreateMultipartUpload", location);
        String id = store.ask(call, limits.call(), s3 -> s3.createMultipartUpload(requests.start(location, options)))
                .uploadId();
        if (id == null || id.isEmpty()) {
            throw new ObjectException.Refused(call + ": the store names no upload id", null);
        }
        return new MultipartUpload(location, id, Optional.of(Instant.now()), Optional.of("SHA1"));
    }

    @Override
    public StoredPart uploadPart(MultipartUpload upload, int number, PartBody body) throws ObjectException {
        StoreCall call = call("UploadPart", upload.location());
        RequestBody bytes = body(body.bytes()::get, body.length());
        UploadPartResponse done = store.ask(
                call, limits.sending(body.length()), s3 -> s3.uploadPart(requests.part(upload, number, body), bytes));
        String etag = version(call, body.length(), done.eTag(), null).etag();
        boolean kept = done.checksumSHA1() != null;
        return new StoredPart(number, body.length(), etag, kept ? Optional.of(body.sha1()) : Optional.empty());
    }

    @Override
    public ObjectVersion complete(MultipartUpload upload, List<StoredPart> parts) throws ObjectException {
        StoreCall call = call("CompleteMultipartUpload", upload.location());
        long length = parts.stream().mapToLong(StoredPart::length).sum();
        try {
            CompleteMultipartUploadResponse done = store.ask(
                    call, limits.joining(), s3 -> s3.completeMultipartUpload(requests.complete(upload, parts)));
            return version(call, length, done.eTag(), done.versionId());
        } catch (ObjectException.NotFound e) {
            return joined(upload.location(), length, parts).orElseThrow(() -> e);
        }
    }

    /** What the parts became when the store joined them and its answer was lost: asked again, it no longer knows the upload. */
    private Optional<ObjectVersion> joined(S3Location location, long length, List<StoredPart> parts)
            throws ObjectException {
        Optional<String> etag = JoinedEtag.of(parts);
        return store.metadata(location)
                .map(StoredObject::version)
                .filter(there -> there.length() == length && etag.equals(Optional.of(there.etag())));
    }

    @Override
    public void abort(MultipartUpload upload) throws ObjectException {
        StoreCall call = call("AbortMultipartUpload", upload.location());
        try {
            store.ask(call, limits.call(), s3 -> s3.abortMultipartUpload(requests.abort(upload)));
        } catch (ObjectException.NotFound e) {
            // As it should be.
        }
    }

    @Override
    public List<StoredPart> parts(MultipartUpload upload) throws ObjectException {
        return new UploadListing(store, requests).parts(upload);
    }

    @Override
    public List<MultipartUpload> unfinished(S3Location location) throws ObjectException {
        return new UploadListing(store, requests).unfinished(location);
    }

    /** Without the copy that the SDK would make of an array. */
    private static RequestBody body(ContentStreamProvider bytes, long length) {
        return RequestBody.fromContentProvider(bytes, length, BODY_TYPE);
    }

    private static StoreCall call(String operation, S3Location location) {
        return new StoreCall(operation, location, Optional.empty());
    }

    private static ObjectVersion version(StoreCall call, long length, @Nullable String etag, @Nullable String versionId)
            throws ObjectException {
        if (etag == null) {
            throw new ObjectException.Refused(call + ": the store names no ETag", null);
        }
        Optional<String> id = Optional.ofNullable(versionId).filter(text -> !text.equals("null"));
        return new ObjectVersion(call.location(), length, etag, id);
    }
}
