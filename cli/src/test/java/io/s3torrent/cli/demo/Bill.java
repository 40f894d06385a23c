package io.s3torrent.cli.demo;

import java.util.List;
import java.util.Locale;

/**
 * The cost of the swarm, compared with the cost of as many plain downloads.
 *
 * @param size of the object in bytes
 * @param downloads number of complete downloads
 * @param uploaded bytes that the seeder sent to them; they got the rest from each other
 * @param s3Bytes object bytes read from the store, including hashing
 * @param s3Requests requests sent to the store
 * @param seconds from the first request to the last download's end
 */
record Bill(long size, int downloads, long uploaded, long s3Bytes, long s3Requests, double seconds) {
    /** AWS's price of a GB (10^9 bytes) sent to the internet, first tier, 2026. */
    private static final double DOLLARS_PER_GB = 0.09;

    /** The table, line by line. */
    List<String> lines() {
        return List.of(
                line("object", size, ""),
                line(
                        "delivered",
                        delivered(),
                        "to " + downloads + " downloads; " + percent(uploaded) + " by the seeder"),
                line("read from S3", s3Bytes, "in " + s3Requests + " requests, hashing included"),
                line(
                        "saved",
                        delivered() - s3Bytes,
                        percent(delivered() - s3Bytes) + " of what plain downloads would read"),
                String.format(
                        Locale.ROOT,
                        "  %-14s %,15.1f s      %,.0f MB/s delivered",
                        "time",
                        seconds,
                        delivered() / seconds / 1e6),
                String.format(
                        Locale.ROOT,
                        "  At AWS's $%.2f per GB of internet egress: $%.4f instead of $%.4f",
                        DOLLARS_PER_GB,
                        dollars(s3Bytes),
                        dollars(delivered())));
    }

    private long delivered() {
        return size * downloads;
    }

    private String percent(long bytes) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * bytes / delivered());
    }

    private static double dollars(long bytes) {
        return bytes / 1e9 * DOLLARS_PER_GB;
    }

    private static String line(String what, long bytes, String how) {
        return String.format(Locale.ROOT, "  %-14s %,15d bytes  %s", what, bytes, how)
                .stripTrailing();
    }
}
