package io.s3torrent.seeder.s3.direct;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides which reads are hedged: closed and continued over another connection, because they are much slower than the store's other reads
 * (docs/adr/0027).
 *
 * <p>It learns how long this store takes for the head of an answer, and for each step (64 KiB) of a body. A read is hedged when
 * it waits three times as long as 95 % of these waits, or ten times as long as half of them, and more than a second. The second rule is for
 * stores that send more than 5 % of their answers slowly.
 *
 * <p>Each hedge uses up one of a few credits. Each read adds a twentieth of a credit, and a read that becomes fast returns the credits of
 * its hedges once. So a store that becomes slow for all reads gets at most 5 % more requests, until its waits have raised the limit.
 * Thread-safe: its monitor guards the credits, and that of {@link Waits} its counts.
 */
public final class SlowReads {
    /** Shorter waits are not worth a request. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final int MAX_DOUBLINGS = 5;
    private static final double MAX_CREDITS = 8;
    private static final double CREDITS_PER_READ = 0.05;

    /** How long no read is hedged after the store asked for fewer requests. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private final Waits heads = new Waits();
    private final Waits steps = new Waits();
    private double credits = MAX_CREDITS;
    private boolean overloaded;
    private long overloadedNanos;

    /** Starts without an estimate, so that no read is hedged before a few waits are known. */
    public SlowReads(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Starts to watch a read. */
    public ReadWatch watch() {
        addCredits(CREDITS_PER_READ);
        return new ReadWatch();
    }

    /** The store asked for fewer requests. */
    public synchronized void toldToSlowDown() {
        overloaded = true;
        overloadedNanos = nanoTime.getAsLong();
    }

    private synchronized void addCredits(double more) {
        credits = Math.min(MAX_CREDITS, credits + more);
    }

    private synchronized boolean takeCredit() {
        boolean quiet = overloaded && nanoTime.getAsLong() - overloadedNanos < QUIET.toNanos();
        if (quiet || credits < 1) {
            return false;
        }
        credits--;
        return true;
    }

    /** The read is much slower than others; the next request continues it over another connection. */
    public static final class SlowReadException extends IOException {
        private static final long serialVersionUID = 1;

        SlowReadException() {
            super("the read is much slower than others");
        }
    }

    /** Measures the waits of one read, without the time that the reader spends on the bytes. For use by one thread. */
    public final class ReadWatch implements WaitCheck {
        private Waits kind = heads;
        private long waited;
        private long begun;
        /** Hedges since the last step that came in time. Each one doubles the limit, because every connection may be slow. */
        private int hedges;

        private boolean creditReturned;

        /** A request is about to be sent; the read waits for the head of its answer. */
        public void requesting() {
            kind = heads;
            waited = 0;
            begun = nanoTime.getAsLong();
        }

        /** The head has arrived. */
        public void gotHead() {
            heads.add(nanoTime.getAsLong() - begun);
            kind = steps;
        }

        /** The read is about to wait for bytes of the body. */
        public void waiting() {
            begun = nanoTime.getAsLong();
        }

        /** Some bytes have arrived. */
        public void gotBytes() {
            waited += nanoTime.getAsLong() - begun;
        }

        /** The bytes complete a step, or the body. */
        public void gotStep() {
            if (hedges > 0 && waited <= steps.limit()) {
                if (!creditReturned) { // only once, because a store may slow down each answer after its first bytes
                    creditReturned = true;
                    addCredits(hedges);
                }
                hedges = 0;
            }
            steps.add(waited);
            waited = 0;
        }

        /** Ends the read if it has waited too long for the next step, although bytes arrive. */
        public void check() throws SlowReadException {
            check(0);
        }

        @Override
        public void check(long more) throws SlowReadException {
            long wait = waited + more;
            boolean slow = wait > SHORTEST.toNanos() && wait >> Math.min(hedges, MAX_DOUBLINGS) > kind.limit();
            if (slow && takeCredit()) {
                hedges++;
                throw new SlowReadException();
            }
        }
    }

    /**
     * A histogram of recent waits with four buckets per octave. When it is full, all its counts are halved, so that new waits weigh more
     * than old ones.
     */
    private static final class Waits {
        private static final int FEWEST = 8;
        private static final int FULL = 128;
        private static final int BUCKETS_PER_OCTAVE = 4;
        /** The end of the first bucket, 1 ms. */
        private static final double FIRST = 1e6;

        private final int[] counts = new int[17 * BUCKETS_PER_OCTAVE]; // up to 131 s
        private int total;

        synchronized void add(long nanos) {
            counts[bucket(nanos)]++;
            total++;
            if (total == FULL) {
                total = 0;
                for (int i = 0; i < counts.length; i++) {
                    counts[i] /= 2;
                    total += counts[i];
                }
            }
        }

        private int bucket(long nanos) {
            double octaves = Math.log(Math.max(1, nanos / FIRST)) / Math.log(2);
            return (int) Math.min(counts.length - 1, Math.ceil(octaves * BUCKETS_PER_OCTAVE));
        }

        /** The longest wait that is not unusual, in nanoseconds; unlimited while too few waits are known. */
        synchronized long limit() {
            return total < FEWEST
                    ? Long.MAX_VALUE
                    : Math.max(SHORTEST.toNanos(), Math.min(3 * percentile(95), 10 * percentile(50)));
        }

        /** Returns the end of the bucket that has the wait which this share of the waits does not exceed. */
        private long percentile(int percent) {
            int above = total * (100 - percent) / 100;
            int bucket = counts.length - 1;
            for (int seen = counts[bucket]; seen <= above; seen += counts[bucket]) {
                bucket--;
            }
            return (long) (FIRST * Math.pow(2, (double) bucket / BUCKETS_PER_OCTAVE));
        }
    }
}
