package io.s3torrent.seeder.s3;

/**
 * A bucket, and what the keys of some of its objects begin with.
 *
 * @param bucket not empty, without a slash
 * @param prefix taken as it is; empty for the whole bucket
 */
public record S3Prefix(String bucket, String prefix) {
    private static final String SCHEME = "s3://";

    public S3Prefix {
        if (bucket.isEmpty() || bucket.indexOf('/') >= 0) {
            throw new IllegalArgumentException("bucket: \"" + bucket + "\" (expected: a name without slashes)");
        }
    }

    /**
     * Parses {@code s3://bucket}, {@code s3://bucket/} and {@code s3://bucket/prefix/}.
     *
     * @throws IllegalArgumentException for anything else, with a text for the user
     */
    public static S3Prefix parse(String uri) {
        if (!looksLike(uri)) {
            throw new IllegalArgumentException("\"" + uri + "\" (expected: s3://bucket/prefix/)");
        }
        int slash = uri.indexOf('/', SCHEME.length());
        return slash < 0
                ? new S3Prefix(uri.substring(SCHEME.length()), "")
                : new S3Prefix(uri.substring(SCHEME.length(), slash), uri.substring(slash + 1));
    }

    /** True for text that names a bucket or, by its last slash, a prefix; anything else with that scheme names an object. */
    public static boolean looksLike(String text) {
        return text.startsWith(SCHEME) && (text.endsWith("/") || text.indexOf('/', SCHEME.length()) < 0);
    }

    /** The object with this name below the prefix. */
    public S3Location object(String name) {
        return new S3Location(bucket, prefix + name);
    }

    /** The last segment of the prefix that can be a folder's name, else the bucket: what a torrent of all below would be called. */
    public String name() {
        return LastSegment.of(bucket, prefix);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
