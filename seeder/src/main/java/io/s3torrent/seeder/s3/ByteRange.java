package io.s3torrent.seeder.s3;

/**
 * A half-open range of an object's bytes.
 *
 * @param start first byte
 * @param end byte after the last one
 */
public record ByteRange(long start, long end) {
    public ByteRange {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("range: [" + start + ", " + end + ") (expected: 0 <= start < end)");
        }
    }

    /** Number of bytes. */
    public long length() {
        return end - start;
    }

    /** The value of an HTTP Range header, whose end is inclusive (RFC 9110, 14.1.2). */
    public String header() {
        return "bytes=" + start + "-" + (end - 1);
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}
