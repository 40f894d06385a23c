package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.s3.PercentEncoding;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;
import io.s3torrent.seeder.s3.S3Location;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request is about: the bucket of the host name or the first segment of the path, and all that follows as the key.
 *
 * @param bucket empty when none is named
 * @param key empty when none is named
 */
record Target(String bucket, String key) {
    private static final int MAX_KEY = 1024;
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    /**
     * Reads a request's raw path.
     *
     * @param bucket the one that the host name stands for, if it does
     * @throws RefusedException when the path is not the escaped form of anything
     */
    static Target of(Optional<String> bucket, String path) throws RefusedException {
        if (bucket.isPresent()) {
            return new Target(bucket.get(), decoded(path.substring(1)));
        }
        int slash = path.indexOf('/', 1);
        return slash < 0
                ? new Target(decoded(path.substring(1)), "")
                : new Target(decoded(path.substring(1, slash)), decoded(path.substring(slash + 1)));
    }

    private static String decoded(String text) throws RefusedException {
        try {
            return PercentEncoding.decode(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI: " + e.getMessage());
        }
    }

    /** The same object without the end of its key; empty when that is not there, or all there is. */
    Optional<Target> without(String end) {
        return key.endsWith(end) && key.length() > end.length()
                ? Optional.of(new Target(bucket, key.substring(0, key.length() - end.length())))
                : Optional.empty();
    }

    /** The object. */
    S3Location object() throws RefusedException {
        if (!BUCKET.matcher(bucket).matches()) {
            throw new RefusedException(S3ErrorCode.INVALID_BUCKET_NAME, "The specified bucket is not valid.");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
            throw new RefusedException(S3ErrorCode.KEY_TOO_LONG, "Your key is too long (expected: <= 1024 bytes).");
        }
        return new S3Location(bucket, key);
    }
}
