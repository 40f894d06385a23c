package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.RequestPayer;

/**
 * Makes the requests, each with what the options want on every call.
 *
 * @param payer null unless the requester pays
 * @param owner null for any owner
 * @param call goes with every request, and tells {@link RequestMeter} where it is counted
 * @param objectCall goes with those that read or write the bytes of objects or their facts: the key that they are encrypted with, too
 */
record StoreRequests(
        @Nullable RequestPayer payer,
        @Nullable String owner,
        AwsRequestOverrideConfiguration call,
        AwsRequestOverrideConfiguration objectCall) {
    private static final String KEY_HEADER = "x-amz-server-side-encryption-customer-";

    static StoreRequests of(S3Options options, Ledger ledger) {
        AwsRequestOverrideConfiguration.Builder encrypted = AwsRequestOverrideConfiguration.builder();
        options.customerKey()
                .ifPresent(key -> encrypted
                        .putHeader(KEY_HEADER + "algorithm", CustomerKey.ALGORITHM)
                        .putHeader(KEY_HEADER + "key", key.base64())
                        .putHeader(KEY_HEADER + "key-MD5", key.md5()));
        return new StoreRequests(
                        options.requestPayer() ? RequestPayer.REQUESTER : null,
                        options.expectedBucketOwner().orElse(null),
                        AwsRequestOverrideConfiguration.builder().build(),
                        encrypted.build())
                .countedIn(ledger);
    }

    /** The same requests, counted elsewhere. */
    StoreRequests countedIn(Ledger ledger) {
        return new StoreRequests(payer, owner, counted(call, ledger), counted(objectCall, ledger));
    }

    private static AwsRequestOverrideConfiguration counted(AwsRequestOverrideConfiguration call, Ledger ledger) {
        return call.toBuilder()
                .putExecutionAttribute(RequestMeter.LEDGER, ledger)
                .build();
    }

    HeadObjectRequest head(S3Location location) {
        return HeadObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .overrideConfiguration(objectCall)
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
                .expectedBucketOwner(owner)
                .overrideConfiguration(objectCall);
    }
}
