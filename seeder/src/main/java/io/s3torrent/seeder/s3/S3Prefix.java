package io.s3torrent.seeder.s3;

/**
 * A bucket, and what the keys of some of its objects begin with.
 *
 * @param bucket not empty, without a slash, or the ARN of an access point
 * @param prefix taken as it is; empty for the whole bucket
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
     * @throws IllegalArgumentException for anything else, with a text for the user
     */
    public static S3Prefix parse(String uri) {
        if (!looksLike(uri)) {
            throw new IllegalArgumentException("\"" + uri + "\" (expected: s3://bucket/prefix/)");
        }
        BucketPath path = BucketPath.of(uri.substring(SCHEME.length()));
        return new S3Prefix(path.bucket(), path.rest().orElse(""));
    }

    /** True for text that names a bucket or, by its last slash, a prefix; anything else with that scheme names an object. */
    public static boolean looksLike(String text) {
        return text.startsWith(SCHEME) && (text.endsWith("/") || isBucketAlone(text.substring(SCHEME.length())));
    }

    private static boolean isBucketAlone(String text) {
        try {
            return BucketPath.of(text).rest().isEmpty();
        } catch (IllegalArgumentException e) {
            return text.indexOf('/') < 0; // which the parser refuses, with the reason
        }
    }

    /** The object with this name below the prefix. */
    public S3Location object(String name) {
        return new S3Location(bucket, prefix + name);
    }

    /** The last segment of the prefix that can be a folder's name, else the bucket: what a torrent of all below would be called. */
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
