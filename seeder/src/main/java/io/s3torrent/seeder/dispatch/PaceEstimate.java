package io.s3torrent.seeder.dispatch;

/**
 * How long it usually takes in this swarm until a peer does something again, and whether one takes much longer.
 *
 * <p>A measure that swarms of all speeds bring along: what is a stall among servers is quick among modems.
 */
final class PaceEstimate {
    /** So many times the mean is no chance any more. */
    private static final int STALL = 6;

    private static final int MEMORY = 8;
    private static final int OUTLIER = 4;
    private long mean;

    /** Until more is known, {@code mean} nanoseconds are usual. */
    PaceEstimate(long mean) {
        this.mean = mean;
    }

    /** It took so many nanoseconds. One slow peer must not make slowness usual. */
    void took(long nanos) {
        mean += (Math.min(nanos, OUTLIER * mean) - mean) / MEMORY;
        mean = Math.max(mean, MEMORY); // or it could never grow again
    }

    /** True when somebody has done nothing for so long, {@code shortest} nanoseconds at least, that nothing more is to be expected. */
    boolean isStall(long nanos, long shortest) {
        return nanos > Math.max(shortest, STALL * mean);
    }
}
