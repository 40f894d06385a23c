package io.s3torrent.seeder.s3;

/**
 * A bucket and a key prefix.
 *
 * @param bucket not empty, without a slash, or the ARN of an access point
 * @param prefix used unchanged; empty for the whole bucket
 */
public record S3Prefix(String bucket, String prefix) {
    private static final String SCHEME = "s3://";

    public S3Prefix {
        if (bucket.isEmpty() || BucketPath.of(bucket).rest().isPresent()) {
            throw new IllegalArgumentException("bucket: \"" + bucket + "\" (expected: a name without slashes)");
        }
    }

    /**
     * Parses {@code s3://bucket}, {@code s3://bucket/} and {@code s3://bucket/prefix/}; the bucket may be the ARN of an access point.
     *
     * @throws IllegalArgumentException for anything else; the message is written for the user
     */
    public static S3Prefix parse(String uri) {
        if (!looksLike(uri)) {
            throw new IllegalArgumentException("\"" + uri + "\" (expected: s3://bucket/prefix/)");
        }
        BucketPath path = BucketPath.of(uri.substring(SCHEME.length()));
        return new S3Prefix(path.bucket(), path.rest().orElse(""));
    }

    /** True when the text names a bucket, or a prefix that ends in a slash. Any other text with this scheme names an object. */
    public static boolean looksLike(String text) {
        return text.startsWith(SCHEME) && (text.endsWith("/") || isBucketAlone(text.substring(SCHEME.length())));
    }

    private static boolean isBucketAlone(String text) {
        try {
            return BucketPath.of(text).rest().isEmpty();
        } catch (IllegalArgumentException e) {
            return text.indexOf('/') < 0; // the parser rejects it and gives the reason
        }
    }

    /** The object with this name below the prefix. */
    public S3Location object(String name) {
        return new S3Location(bucket, prefix + name);
    }

    /** The name for a torrent of everything below the prefix: the last segment that can be a folder name, or else the bucket's name. */
    public String name() {
        String name = BucketPath.nameOf(bucket);
        for (String segment : prefix.split("/", -1)) {
            boolean canBeName = !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
            name = canBeName ? KeyName.of(segment, prefix) : name;
        }
        return name;
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
