package io.s3torrent.seeder.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTorrentRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.RequestPayer;

/**
 * Makes the requests, each with what the options want on every call.
 *
 * @param payer null unless the requester pays
 * @param owner null for any owner
 */
record StoreRequests(@Nullable RequestPayer payer, @Nullable String owner) {
    private static final int PAGE_OF_PARTS = 1000;

    static StoreRequests of(S3Options options) {
        return new StoreRequests(
                options.requestPayer() ? RequestPayer.REQUESTER : null,
                options.expectedBucketOwner().orElse(null));
    }

    HeadObjectRequest head(S3Location location) {
        return HeadObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .build();
    }

    /** A GET that can only give bytes of this version: by its id, which lasts, else on the condition of its ETag. */
    GetObjectRequest get(ObjectVersion version, ByteRange range) {
        GetObjectRequest.Builder request = get(version.location(), range);
        Optional<String> id = version.versionId();
        return (id.isPresent() ? request.versionId(id.get()) : request.ifMatch(version.etag())).build();
    }

    /** A GET of as little as can be asked for. */
    GetObjectRequest firstByte(S3Location location) {
        return get(location, new ByteRange(0, 1)).build();
    }

    /** A page of a listing, from {@code token} on. */
    ListObjectsV2Request list(S3Prefix prefix, Optional<String> token) {
        return ListObjectsV2Request.builder()
                .bucket(prefix.bucket())
                .prefix(prefix.prefix())
                .encodingType(EncodingType.URL)
                .continuationToken(token.orElse(null))
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .build();
    }

    /** What the store knows of this version and of its parts after the one with number {@code marker}. */
    GetObjectAttributesRequest attributes(ObjectVersion version, int marker) {
        return GetObjectAttributesRequest.builder()
                .bucket(version.location().bucket())
                .key(version.location().key())
                .versionId(version.versionId().orElse(null))
                .objectAttributes(
                        ObjectAttributes.E_TAG,
                        ObjectAttributes.CHECKSUM,
                        ObjectAttributes.OBJECT_PARTS,
                        ObjectAttributes.OBJECT_SIZE)
                .maxParts(PAGE_OF_PARTS)
                .partNumberMarker(marker == 0 ? null : marker)
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .build();
    }

    /** The store's own torrent of an object. */
    GetObjectTorrentRequest torrent(S3Location location) {
        return GetObjectTorrentRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .build();
    }

    private GetObjectRequest.Builder get(S3Location location, ByteRange range) {
        return GetObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .range(range.header())
                .requestPayer(payer)
                .expectedBucketOwner(owner);
    }
}
