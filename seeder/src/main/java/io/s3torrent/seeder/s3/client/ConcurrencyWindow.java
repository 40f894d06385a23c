package io.s3torrent.seeder.s3.client;

/**
 * How many requests may be at the store at once: half as many after each "slow down", one more after each round of answers, as
 * TCP does with packets (RFC 5681). Pure: whoever has it brings the time, and guards it.
 */
final class ConcurrencyWindow {
    private final int most;
    private double size;
    private long cutNanos;
    private boolean cut;

    ConcurrencyWindow(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("window: " + most + " (expected: >= 1)");
        }
        this.most = most;
        this.size = most;
    }

    int size() {
        return (int) size;
    }

    /** What one object may take of it: a quarter is left for the others, should that object's bytes never come. */
    int share() {
        return Math.max(1, size() * 3 / 4);
    }

    /** A request was answered as it should be. */
    void answered() {
        size = Math.min(most, size + 1 / size);
    }

    /** A request sent at {@code sentNanos} was told to slow down. Those sent before the last cut tell nothing new. */
    void refused(long sentNanos, long nowNanos) {
        if (cut && sentNanos - cutNanos < 0) {
            return;
        }
        size = Math.max(1, size / 2);
        cutNanos = nowNanos;
        cut = true;
    }
}
