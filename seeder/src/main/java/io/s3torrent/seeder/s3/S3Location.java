package io.s3torrent.seeder.s3;

/**
 * A bucket and a key.
 *
 * @param bucket not empty, without a slash, or the ARN of an access point
 * @param key not empty; used unchanged, without decoding or normalization: {@code a//b}, {@code ../x} and {@code 100%} are keys
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
     * @throws IllegalArgumentException for anything else; the message is written for the user
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

    /** True when the text begins with {@code s3://}. */
    public static boolean looksLike(String text) {
        return text.startsWith(SCHEME);
    }

    /** The file name for a download of the object: the last segment of the key that is not empty, or else the bucket's name. */
    public String name() {
        int end = key.length();
        while (end > 0 && key.charAt(end - 1) == '/') {
            end--;
        }
        String before = key.substring(0, end);
        return end == 0 ? BucketPath.nameOf(bucket) : KeyName.of(before.substring(before.lastIndexOf('/') + 1), key);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
