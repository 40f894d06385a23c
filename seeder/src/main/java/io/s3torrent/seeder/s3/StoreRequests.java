package io.s3torrent.seeder.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.RequestPayer;

/**
 * Makes the requests, each with what the options want on every call.
 *
 * @param payer null unless the requester pays
 * @param owner null for any owner
 */
record StoreRequests(@Nullable RequestPayer payer, @Nullable String owner) {

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

    private GetObjectRequest.Builder get(S3Location location, ByteRange range) {
        return GetObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .range(range.header())
                .requestPayer(payer)
                .expectedBucketOwner(owner);
    }
}
