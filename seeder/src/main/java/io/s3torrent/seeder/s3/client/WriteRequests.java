package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.PartBody;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoredPart;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Makes the requests that write.
 *
 * @param common makes the parts that all requests have in common
 */
record WriteRequests(StoreRequests common, StoreLimits limits) {

    PutObjectRequest put(S3Location location, PutOptions options, PartBody body) {
        return PutObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .contentType(options.contentType())
                .metadata(options.metadata())
                .ifNoneMatch(options.ifNoneMatch() ? "*" : null)
                .ifMatch(options.ifMatch().orElse(null))
                .checksumSHA1(base64(body.sha1()))
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(within(limits.sending(body.length())))
                .build();
    }

    CreateMultipartUploadRequest start(S3Location location, PutOptions options) {
        return CreateMultipartUploadRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .contentType(options.contentType())
                .metadata(options.metadata())
                .checksumAlgorithm(ChecksumAlgorithm.SHA1)
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(common.objectCall())
                .build();
    }

    UploadPartRequest part(MultipartUpload upload, int number, PartBody body) {
        return UploadPartRequest.builder()
                .bucket(upload.location().bucket())
                .key(upload.location().key())
                .uploadId(upload.id())
                .partNumber(number)
                .checksumSHA1(base64(body.sha1()))
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(within(limits.sending(body.length())))
                .build();
    }

    CompleteMultipartUploadRequest complete(MultipartUpload upload, List<StoredPart> parts) {
        return CompleteMultipartUploadRequest.builder()
                .bucket(upload.location().bucket())
                .key(upload.location().key())
                .uploadId(upload.id())
                .multipartUpload(all ->
                        all.parts(parts.stream().map(WriteRequests::completed).toList()))
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(within(limits.joining()))
                .build();
    }

    private static CompletedPart completed(StoredPart part) {
        return CompletedPart.builder()
                .partNumber(part.number())
                .eTag(part.etag())
                .checksumSHA1(part.sha1()
                        .filter(sha1 -> part.keepsSha1())
                        .map(WriteRequests::base64)
                        .orElse(null))
                .build();
    }

    /**
     * Deletes one version, or the current object if it has this ETag.
     *
     * @param etag a condition that some stores ignore
     */
    DeleteObjectRequest delete(S3Location location, Optional<String> versionId, Optional<String> etag) {
        return DeleteObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .versionId(versionId.orElse(null))
                .ifMatch(etag.filter(text -> versionId.isEmpty()).orElse(null))
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(common.call())
                .build();
    }

    AbortMultipartUploadRequest abort(MultipartUpload upload) {
        return AbortMultipartUploadRequest.builder()
                .bucket(upload.location().bucket())
                .key(upload.location().key())
                .uploadId(upload.id())
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(common.call())
                .build();
    }

    ListPartsRequest parts(MultipartUpload upload, int marker) {
        return ListPartsRequest.builder()
                .bucket(upload.location().bucket())
                .key(upload.location().key())
                .uploadId(upload.id())
                .partNumberMarker(marker == 0 ? null : marker)
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(common.objectCall())
                .build();
    }

    /** The uploads whose keys begin with this key. Those of this key come first, because keys are sorted by their bytes. */
    ListMultipartUploadsRequest unfinished(S3Location location, Optional<String> afterId) {
        return ListMultipartUploadsRequest.builder()
                .bucket(location.bucket())
                .prefix(location.key())
                .encodingType(EncodingType.URL)
                .keyMarker(afterId.isPresent() ? location.key() : null)
                .uploadIdMarker(afterId.orElse(null))
                .requestPayer(common.payer())
                .expectedBucketOwner(common.owner())
                .overrideConfiguration(common.call())
                .build();
    }

    private AwsRequestOverrideConfiguration within(RetryPolicy.Limits retryLimits) {
        return common.objectCall().toBuilder()
                .apiCallAttemptTimeout(retryLimits.total().dividedBy(retryLimits.attempts()))
                .build();
    }

    private static String base64(byte[] sha1) {
        return Base64.getEncoder().encodeToString(sha1);
    }
}
