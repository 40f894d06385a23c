package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * A request to the store, as error messages name it.
 *
 * @param operation as S3 names it
 * @param range empty for the whole object
 */
public record StoreCall(String operation, S3Location location, Optional<ByteRange> range) {
    /** The permission that this call needs, as S3 policies spell it. */
    public String permission() {
        return switch (operation) {
            case "HeadObject", "GetObject" -> "s3:GetObject";
            case "ListObjectsV2" -> "s3:ListBucket";
            case "ListMultipartUploads" -> "s3:ListBucketMultipartUploads";
            case "ListParts" -> "s3:ListMultipartUploadParts";
            case "AbortMultipartUpload" -> "s3:AbortMultipartUpload";
            case "DeleteObject" -> "s3:DeleteObject";
            default -> "s3:PutObject";
        };
    }

    @Override
    public String toString() {
        String target = operation + " " + location;
        return range.map(bytes -> target + " bytes " + bytes).orElse(target);
    }
}
