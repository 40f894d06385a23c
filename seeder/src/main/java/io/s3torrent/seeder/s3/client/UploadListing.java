package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;

/** What a store tells of uploads that were neither completed nor aborted, page by page and bounded. */
record UploadListing(AwsObjectStore store, WriteRequests requests) {
    private static final int MAX_UPLOADS = 1_000;

    List<StoredPart> parts(MultipartUpload upload) throws ObjectException {
        StoreCall call = new StoreCall("ListParts", upload.location(), Optional.empty());
        TreeMap<Integer, StoredPart> parts = new TreeMap<>();
        boolean more = true;
        while (more) {
            int marker = parts.isEmpty() ? 0 : parts.lastKey();
            ListPartsResponse page =
                    store.ask(call, store.calls.limits().call(), s3 -> s3.listParts(requests.parts(upload, marker)));
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
        } catch (IllegalArgumentException | NullPointerException e) { // a part without its facts
            throw new ObjectException.Refused(call + ": the list of parts is malformed", e);
        }
    }

    private static Optional<byte[]> sha1(@Nullable String base64) {
        return Optional.ofNullable(base64).filter(text -> !text.isEmpty()).map(Base64.getDecoder()::decode);
    }

    List<MultipartUpload> unfinished(S3Location location) throws ObjectException {
        StoreCall call = new StoreCall("ListMultipartUploads", location, Optional.empty());
        List<MultipartUpload> found = new ArrayList<>();
        TokenCycleDetector markers = new TokenCycleDetector();
        Optional<String> after = Optional.empty();
        do {
            Optional<String> marker = after;
            ListMultipartUploadsResponse page = store.ask(
                    call,
                    store.calls.limits().call(),
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

    /** The uploads of this key come before those of longer ones. */
    private static Optional<String> next(S3Location location, ListMultipartUploadsResponse page) {
        boolean more = Boolean.TRUE.equals(page.isTruncated()) && location.key().equals(page.nextKeyMarker());
        return more ? Optional.ofNullable(page.nextUploadIdMarker()) : Optional.empty();
    }
}
