package io.s3torrent.cli.output;

/** Bytes per second, smoothed over some seconds. */
final class Rate {
    private static final double SMOOTHING_SECONDS = 3;

    private long lastNanos;
    private long lastBytes;
    private double perSecond;
    private boolean known;

    /** Starts with the bytes that a resumed job already has. */
    public Rate(long nanos, long bytes) {
        this.lastNanos = nanos;
        this.lastBytes = bytes;
    }

    /** Returns the rate, with {@code bytes} done in total. */
    public synchronized double update(long nanos, long bytes) {
        double seconds = (nanos - lastNanos) / 1e9;
        if (seconds <= 0) {
            return perSecond;
        }
        double now = Math.max(0, bytes - lastBytes) / seconds;
        double weight = known ? 1 - Math.exp(-seconds / SMOOTHING_SECONDS) : 1;
        perSecond += weight * (now - perSecond);
        known = true;
        lastNanos = nanos;
        lastBytes = bytes;
        return perSecond;
    }
}
