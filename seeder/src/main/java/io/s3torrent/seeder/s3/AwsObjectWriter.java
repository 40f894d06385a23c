package io.s3torrent.seeder.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The {@link ObjectWriter} beside an {@link AwsObjectStore}, over its client. */
final class AwsObjectWriter implements ObjectWriter {
    private static final String TYPE_OF_PARTS = "application/octet-stream";
    private static final int MAX_PARTS = 10_000;
    private static final int MAX_UPLOADS = 1_000;

    private final S3Client s3;
    private final WriteRequests requests;
    private final StoreErrors errors;

    AwsObjectWriter(AwsObjectStore store) {
        s3 = store.client.s3();
        requests = new WriteRequests(store.requests, store.limits);
        errors = store.errors;
    }

    @Override
    public ObjectVersion put(S3Location location, byte[] bytes, PutOptions options) throws ObjectException {
        PutObjectRequest request = requests.put(location, options, sha1Of(bytes), bytes.length);
        try {
            PutObjectResponse done =
                    asked("PutObject", location, () -> s3.putObject(request, RequestBody.fromBytes(bytes)));
            return version("PutObject", location, bytes.length, done.eTag(), done.versionId());
        } catch (ObjectException.Changed e) { // 412
            throw new ObjectException.Changed("PutObject " + location + ": there is such an object already", e);
        }
    }

    @Override
    public MultipartUpload start(S3Location location, PutOptions options) throws ObjectException {
        String id = asked(
                "CreateMultipartUpload",
                location,
                () -> s3.createMultipartUpload(requests.start(location, options))
                        .uploadId());
        return new MultipartUpload(location, id, Optional.of(Instant.now()), Optional.of("SHA1"));
    }

    @Override
    public StoredPart uploadPart(MultipartUpload upload, int number, PartBody body) throws ObjectException {
        RequestBody bytes = RequestBody.fromContentProvider(() -> body.bytes().get(), body.length(), TYPE_OF_PARTS);
        UploadPartResponse done =
                asked("UploadPart", upload.location(), () -> s3.uploadPart(requests.part(upload, number, body), bytes));
        String etag = version("UploadPart", upload.location(), body.length(), done.eTag(), null)
                .etag();
        return new StoredPart(number, body.length(), etag, sha1(done.checksumSHA1()));
    }

    @Override
    public ObjectVersion complete(MultipartUpload upload, List<StoredPart> parts) throws ObjectException {
        CompleteMultipartUploadResponse done = asked(
                "CompleteMultipartUpload",
                upload.location(),
                () -> s3.completeMultipartUpload(requests.complete(upload, parts)));
        long length = parts.stream().mapToLong(StoredPart::length).sum();
        return version("CompleteMultipartUpload", upload.location(), length, done.eTag(), done.versionId());
    }

    @Override
    public void abort(MultipartUpload upload) throws ObjectException {
        try {
            asked("AbortMultipartUpload", upload.location(), () -> s3.abortMultipartUpload(requests.abort(upload)));
        } catch (ObjectException.NotFound e) {
            // As it should be.
        }
    }

    @Override
    public List<StoredPart> parts(MultipartUpload upload) throws ObjectException {
        List<StoredPart> parts = new ArrayList<>();
        for (int marker = 0; ; ) {
            int after = marker;
            ListPartsResponse page =
                    asked("ListParts", upload.location(), () -> s3.listParts(requests.parts(upload, after)));
            for (Part part : page.parts()) {
                marker = Math.max(marker, part.partNumber());
                parts.add(new StoredPart(part.partNumber(), part.size(), part.eTag(), sha1(part.checksumSHA1())));
            }
            if (!Boolean.TRUE.equals(page.isTruncated()) || marker == after || parts.size() > MAX_PARTS) {
                return parts;
            }
        }
    }

    @Override
    public List<MultipartUpload> unfinished(S3Location location) throws ObjectException {
        List<MultipartUpload> found = new ArrayList<>();
        RoundTrip markers = new RoundTrip();
        Optional<String> after = Optional.empty();
        do {
            Optional<String> marker = after;
            ListMultipartUploadsResponse page = asked(
                    "ListMultipartUploads",
                    location,
                    () -> s3.listMultipartUploads(requests.unfinished(location, marker)));
            page.uploads().stream()
                    .filter(upload -> location.key().equals(upload.key()))
                    .map(upload -> new MultipartUpload(
                            location,
                            upload.uploadId(),
                            Optional.ofNullable(upload.initiated()),
                            Optional.ofNullable(upload.checksumAlgorithmAsString())))
                    .forEach(found::add);
            boolean more = Boolean.TRUE.equals(page.isTruncated())
                    && location.key().equals(page.nextKeyMarker())
                    && found.size() < MAX_UPLOADS;
            after = more ? Optional.ofNullable(page.nextUploadIdMarker()) : Optional.empty();
        } while (after.isPresent() && !markers.closes(after.get()));
        found.sort(Comparator.comparing(
                        (MultipartUpload upload) -> upload.started().orElse(Instant.MIN))
                .reversed());
        return found;
    }

    private <T> T asked(String operation, S3Location location, Supplier<T> request) throws ObjectException {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw errors.explain(new StoreCall(operation, location, Optional.empty()), e);
        }
    }

    private static ObjectVersion version(
            String operation, S3Location location, long length, @Nullable String etag, @Nullable String versionId)
            throws ObjectException {
        if (etag == null) {
            throw new ObjectException.Refused(operation + " " + location + ": the store names no ETag", null);
        }
        return new ObjectVersion(
                location, length, etag, Optional.ofNullable(versionId).filter(id -> !id.equals("null")));
    }

    private static Optional<byte[]> sha1(@Nullable String base64) {
        return Optional.ofNullable(base64).map(Base64.getDecoder()::decode);
    }

    private static byte[] sha1Of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
