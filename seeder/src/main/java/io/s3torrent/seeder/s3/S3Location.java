package io.s3torrent.seeder.s3;

/**
 * A bucket and a key.
 *
 * @param bucket not empty, without a slash, or the ARN of an access point
 * @param key not empty; taken as it is, not decoded and not normalized: {@code a//b}, {@code ../x} and {@code 100%} are keys
 */
public record S3Location(String bucket, String key) {
    private static final String SCHEME = "s3://";

    public S3Location {
        if (bucket.isEmpty() || BucketPath.of(bucket).rest().isPresent()) {
            throw new IllegalArgumentException("bucket: \"" + bucket + "\" (expected: a name without slashes)");
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key: empty (expected: s3://bucket/key)");
        }
    }

    /**
     * Parses {@code s3://bucket/key}; the bucket may be the ARN of an access point.
     *
     * @throws IllegalArgumentException for anything else, with a text for the user
     */
    public static S3Location parse(String uri) {
        if (!uri.startsWith(SCHEME)) {
            throw new IllegalArgumentException("\"" + uri + "\" (expected: s3://bucket/key)");
        }
        BucketPath path = BucketPath.of(uri.substring(SCHEME.length()));
        String key = path.rest()
                .orElseThrow(() -> new IllegalArgumentException("\"" + uri + "\" (expected: s3://bucket/key)"));
        return new S3Location(path.bucket(), key);
    }

    /** True when the text claims to be an S3 location. */
    public static boolean looksLike(String text) {
        return text.startsWith(SCHEME);
    }

    /** The last segment of the key that can be a file's name, else the bucket: what a download of it would be called. */
    public String name() {
        return LastSegment.of(bucket, key);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
