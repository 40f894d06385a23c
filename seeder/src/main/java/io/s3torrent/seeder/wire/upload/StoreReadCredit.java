package io.s3torrent.seeder.wire.upload;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What one peer may have read from the store: a few times what it takes, and something to begin with.
 *
 * <p>Who asks for random blocks only to run up the bill gets slower and slower instead: beyond its credit it is given one piece every
 * five seconds, and earns by taking it. Lives on one event loop; what all peers of a torrent share is in {@link StoreDebt}.
 */
public final class StoreReadCredit {
    /** Reads for each byte sent: leechers may ask several seeders for parts of a piece, and a small cache forgets. */
    static final int FACTOR = 4;

    private static final long TO_BEGIN_WITH = 64 << 20;
    private static final int PIECES_TO_BEGIN_WITH = 8;
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();

    private final StoreDebt torrentDebt;
    private final long allowance;
    private long read;
    private long sent;
    private long nextAt;

    public StoreReadCredit(StoreDebt torrentDebt, int pieceLength, long now) {
        this.torrentDebt = torrentDebt;
        this.allowance = Math.max(TO_BEGIN_WITH, (long) PIECES_TO_BEGIN_WITH * pieceLength);
        this.nextAt = now + PAUSE;
    }

    /** Nanoseconds that the next piece is to wait. */
    public long pause(long now) {
        if (hasCredit()) {
            return 0;
        }
        long pause = Math.max(0, nextAt - now);
        nextAt = Math.max(now, nextAt) + PAUSE;
        torrentDebt.paused();
        return pause;
    }

    /** True when a piece need not wait. */
    public boolean hasCredit() {
        long credit = torrentDebt.isOverdrawn() ? 0 : allowance;
        return read < credit + FACTOR * sent;
    }

    /** So many bytes were not at hand. */
    public void read(int bytes) {
        read += bytes;
        torrentDebt.read(bytes);
    }

    public void sent(int bytes) {
        sent += bytes;
    }

    /**
     * What all peers of one torrent had read from the store, against what they took: strangers who come again and again under new names
     * share one credit. Safe for use by all event loops.
     */
    public static final class StoreDebt {
        private static final long ALLOWANCE = 1L << 30;
        private static final int PIECES = 128;

        private final long allowance;
        private final LongSupplier uploaded;
        private final long before;
        private final LongAdder read = new LongAdder();
        private final LongAdder pauses = new LongAdder();

        /** Compares with what {@code uploaded} counts from now on. */
        public StoreDebt(int pieceLength, LongSupplier uploaded) {
            this.allowance = Math.max(ALLOWANCE, (long) PIECES * pieceLength);
            this.uploaded = uploaded;
            this.before = uploaded.getAsLong();
        }

        /** True when so much was read in vain that nobody has credit to begin with. */
        boolean isOverdrawn() {
            return read.sum() >= allowance + FACTOR * (uploaded.getAsLong() - before);
        }

        void read(int bytes) {
            read.add(bytes);
        }

        /** A piece was made to wait. */
        void paused() {
            pauses.increment();
        }

        /** Pieces that were made to wait. */
        public long pauses() {
            return pauses.sum();
        }
    }
}
