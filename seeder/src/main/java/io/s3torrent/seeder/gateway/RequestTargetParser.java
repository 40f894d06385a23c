package io.s3torrent.seeder.gateway;

import io.s3torrent.net.PercentEncoding;
import io.s3torrent.seeder.s3.BucketPath;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request is about: the bucket of the host name or the first segment of the path, and all that follows as the key.
 *
 * @param bucket empty when none is named
 * @param key empty when none is named
 */
record RequestTargetParser(String bucket, String key) {
    private static final int MAX_KEY = 1024;
    private static final Pattern ARN = Pattern.compile("arn:[A-Za-z0-9:/._-]{1,250}");
    private static final Pattern ARN_BEFORE_NAME = Pattern.compile("arn:[A-Za-z0-9:-]{1,200}:accesspoint");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    /**
     * Reads a request's raw path.
     *
     * @param bucket the one that the host name stands for, if it does
     * @throws RefusedException when the path is not the escaped form of anything
     */
    static RequestTargetParser of(Optional<String> bucket, String path) throws RefusedException {
        if (bucket.isPresent()) {
            return new RequestTargetParser(bucket.get(), decoded(path.substring(1)));
        }
        int slash = endOfBucket(path);
        return slash < 0
                ? new RequestTargetParser(decoded(path.substring(1)), "")
                : new RequestTargetParser(decoded(path.substring(1, slash)), decoded(path.substring(slash + 1)));
    }

    private static String decoded(String text) throws RefusedException {
        try {
            return PercentEncoding.decode(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI: " + e.getMessage());
        }
    }

    /** The slash behind the bucket; in the ARN of an access point, the second one. -1 when there is none. */
    private static int endOfBucket(String path) throws RefusedException {
        int slash = path.indexOf('/', 1);
        boolean isInArn = slash > 0
                && ARN_BEFORE_NAME.matcher(decoded(path.substring(1, slash))).matches();
        return isInArn ? path.indexOf('/', slash + 1) : slash;
    }

    /** The same object without the end of its key; empty when that is not there, or all there is. */
    Optional<RequestTargetParser> without(String end) {
        return key.endsWith(end) && key.length() > end.length()
                ? Optional.of(new RequestTargetParser(bucket, key.substring(0, key.length() - end.length())))
                : Optional.empty();
    }

    private static boolean isAccessPoint(String bucket) {
        try {
            return ARN.matcher(bucket).matches() && BucketPath.of(bucket).rest().isEmpty();
        } catch (IllegalArgumentException e) { // of another kind, such as a multi-region one
            return false;
        }
    }

    /** The object. */
    S3Location object() throws RefusedException {
        if (!BUCKET.matcher(bucket).matches() && !isAccessPoint(bucket)) {
            throw new RefusedException(S3ErrorCode.INVALID_BUCKET_NAME, "The specified bucket is not valid.");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
            throw new RefusedException(S3ErrorCode.KEY_TOO_LONG, "Your key is too long (expected: <= 1024 bytes).");
        }
        return new S3Location(bucket, key);
    }
}
