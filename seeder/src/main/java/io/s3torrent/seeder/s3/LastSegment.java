package io.s3torrent.seeder.s3;

/** What a download of an object, or of all below a prefix, would be called. */
final class LastSegment {
    private LastSegment() {}

    /** The last segment of a key or prefix that a file can have as its name, else the bucket: keys such as {@code a/..} exist. */
    static String of(String bucket, String key) {
        String name = BucketPath.nameOf(bucket);
        for (String segment : key.split("/", -1)) {
            boolean canBeName = !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
            name = canBeName ? segment : name;
        }
        return name;
    }
}
