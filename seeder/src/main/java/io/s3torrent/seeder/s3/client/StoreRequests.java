package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.client.SdkInterceptors.RequestMeter;
import io.s3torrent.seeder.s3.client.SdkInterceptors.RouteLearner;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTorrentRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.RequestPayer;

/**
 * Makes the requests, each with the headers that the options require on every call.
 *
 * @param payer null unless the requester pays
 * @param owner null for any owner
 * @param key sent with requests for object bytes and metadata, which are encrypted with it
 * @param ledger sent with every request, so that {@link RequestMeter} counts it there
 * @param ownOptions true when payer and owner come from our own options; false when a gateway client sent them. Only requests with our own
 *     options may teach a {@link BucketEndpoint} or be sent by one
 */
record StoreRequests(
        @Nullable RequestPayer payer,
        @Nullable String owner,
        Optional<CustomerKey> key,
        Ledger ledger,
        boolean ownOptions) {
    private static final String KEY_HEADER = "x-amz-server-side-encryption-customer-";
    private static final int PAGE_OF_PARTS = 1000;
    /** One header with a list. The SDK would send one header for each entry, and some servers read only one of them. */
    private static final String ATTRIBUTES = "ETag,Checksum,ObjectParts,ObjectSize";

    static StoreRequests of(S3Options options, Ledger ledger) {
        return new StoreRequests(
                options.requestPayer() ? RequestPayer.REQUESTER : null,
                options.expectedBucketOwner().orElse(null),
                options.customerKey(),
                ledger,
                true);
    }

    /** The same requests, counted in another ledger. */
    StoreRequests countedIn(Ledger other) {
        return new StoreRequests(payer, owner, key, other, ownOptions);
    }

    /**
     * The same requests with a client's own terms. The store charges us only if our options allow it as well. Terms that add nothing to our
     * options give our own requests, which our own connections can send.
     */
    StoreRequests on(RequestTerms terms) {
        RequestPayer agreed = terms.requesterPays() ? payer : null;
        String expected = terms.expectedOwner().orElse(owner);
        return agreed == payer && Objects.equals(expected, owner)
                ? this
                : new StoreRequests(agreed, expected, key, ledger, false);
    }

    /** True when the store confirms the encryption with the customer's key, or when there is no such key. */
    boolean isKeyConfirmed(SdkHttpResponse answer) {
        return key.isEmpty()
                || (answer.firstMatchingHeader(KEY_HEADER + "algorithm")
                                .filter(CustomerKey.ALGORITHM::equals)
                                .isPresent()
                        && answer.firstMatchingHeader(KEY_HEADER + "key-MD5")
                                .filter(key.get().md5()::equals)
                                .isPresent());
    }

    /**
     * The configuration of a request without the customer's key. It is made for each request, since thousands of torrents with a ledger of
     * their own seldom send one.
     */
    AwsRequestOverrideConfiguration call() {
        return counted().build();
    }

    /** The configuration of a request for a version that is stored in a coding. */
    private AwsRequestOverrideConfiguration objectCall(ObjectVersion version) {
        AwsRequestOverrideConfiguration call = objectCall();
        return version.encoding().isEmpty()
                ? call
                : call.toBuilder()
                        .putHeader(StoreHttp.ACCEPT_ENCODING, version.acceptEncoding())
                        .build();
    }

    /** The configuration of a request for object bytes or metadata, with the customer's key. */
    AwsRequestOverrideConfiguration objectCall() {
        AwsRequestOverrideConfiguration.Builder call = counted();
        key.ifPresent(secret -> call.putHeader(KEY_HEADER + "algorithm", CustomerKey.ALGORITHM)
                .putHeader(KEY_HEADER + "key", secret.base64())
                .putHeader(KEY_HEADER + "key-MD5", secret.md5()));
        return call.build();
    }

    private AwsRequestOverrideConfiguration.Builder counted() {
        return AwsRequestOverrideConfiguration.builder()
                .putExecutionAttribute(RequestMeter.LEDGER, ledger)
                .putExecutionAttribute(RouteLearner.LEARN, ownOptions);
    }

    HeadObjectRequest head(S3Location location) {
        return head(location, false);
    }

    /** A HEAD that may also ask for the checksums of the bytes. */
    HeadObjectRequest head(S3Location location, boolean checksums) {
        return heading(location)
                .checksumMode(checksums ? ChecksumMode.ENABLED : null)
                .build();
    }

    /** A HEAD of exactly this version in a bucket with versioning, or else of the current one. */
    HeadObjectRequest head(ObjectVersion version) {
        return heading(version.location())
                .versionId(version.versionId().orElse(null))
                .overrideConfiguration(objectCall(version))
                .build();
    }

    /** A HEAD of one version. */
    HeadObjectRequest head(S3Location location, String versionId) {
        return heading(location).versionId(versionId).build();
    }

    private HeadObjectRequest.Builder heading(S3Location location) {
        return HeadObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .overrideConfiguration(objectCall());
    }

    /**
     * A GET of this version, by its version id or else with its ETag as the condition. A weak ETag never matches such a condition (RFC
     * 9110, 13.1.1), so then only the ETag of the answer is compared.
     */
    GetObjectRequest get(ObjectVersion version, ByteRange range) {
        GetObjectRequest.Builder request = get(version.location(), range).overrideConfiguration(objectCall(version));
        if (version.isConditional()) {
            request.ifMatch(version.etag());
        }
        return request.versionId(version.versionId().orElse(null)).build();
    }

    /** A GET of one byte, the smallest possible range. */
    GetObjectRequest firstByte(S3Location location) {
        return get(location, new ByteRange(0, 1)).build();
    }

    /** A GET of a whole object, whatever its version. */
    GetObjectRequest get(S3Location location) {
        return whole(location).build();
    }

    /** One page of a listing, starting at {@code token}. */
    ListObjectsV2Request list(S3Prefix prefix, Optional<String> token) {
        return ListObjectsV2Request.builder()
                .bucket(prefix.bucket())
                .prefix(prefix.prefix())
                .encodingType(EncodingType.URL)
                .continuationToken(token.orElse(null))
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .overrideConfiguration(call())
                .build();
    }

    /** The checksums of this version, and of its parts after number {@code marker}. */
    GetObjectAttributesRequest attributes(ObjectVersion version, int marker) {
        return GetObjectAttributesRequest.builder()
                .bucket(version.location().bucket())
                .key(version.location().key())
                .versionId(version.versionId().orElse(null))
                .objectAttributesWithStrings(ATTRIBUTES)
                .maxParts(PAGE_OF_PARTS)
                .partNumberMarker(marker == 0 ? null : marker)
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .overrideConfiguration(objectCall())
                .build();
    }

    /** The store's own torrent of an object. */
    GetObjectTorrentRequest torrent(S3Location location) {
        return GetObjectTorrentRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .overrideConfiguration(call())
                .build();
    }

    private GetObjectRequest.Builder get(S3Location location, ByteRange range) {
        return whole(location).range(range.header());
    }

    private GetObjectRequest.Builder whole(S3Location location) {
        return GetObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .requestPayer(payer)
                .expectedBucketOwner(owner)
                .overrideConfiguration(objectCall());
    }
}
