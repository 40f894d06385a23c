package io.s3torrent.seeder.wire.upload;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Limits how much one peer may make us read from the store: a few times what it downloads, plus a starting credit.
 *
 * <p>A peer that requests random blocks only to run up the bill slows itself down: without credit it gets one piece every five seconds, and
 * earns new credit by downloading it. Runs on one event loop; {@link StoreDebt} is shared by all peers of a torrent.
 */
public final class StoreReadCredit {
    /** Bytes read for each byte sent. Leechers may request parts of a piece from several seeders, and a small cache drops pieces early. */
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

    /** Returns how many nanoseconds the next piece must wait. */
    public long pause(long now) {
        if (hasCredit()) {
            return 0;
        }
        long pause = Math.max(0, nextAt - now);
        nextAt = Math.max(now, nextAt) + PAUSE;
        torrentDebt.paused();
        return pause;
    }

    /** True if the next piece may be read at once. */
    public boolean hasCredit() {
        long credit = torrentDebt.isOverdrawn() ? 0 : allowance;
        return read < credit + FACTOR * sent;
    }

    /** Counts bytes that were read from the store because they were not cached. */
    public void read(int bytes) {
        read += bytes;
        torrentDebt.read(bytes);
    }

    public void sent(int bytes) {
        sent += bytes;
    }

    /**
     * Compares what all peers of one torrent made us read from the store with what they downloaded. Strangers that reconnect under new
     * peer ids therefore share one credit. All event loops may call it.
     */
    public static final class StoreDebt {
        private static final long ALLOWANCE = 1L << 30;
        private static final int PIECES = 128;

        private final long allowance;
        private final LongSupplier uploaded;
        private final long before;
        private final LongAdder read = new LongAdder();
        private final LongAdder pauses = new LongAdder();

        /** Compares with the bytes that {@code uploaded} counts from now on. */
        public StoreDebt(int pieceLength, LongSupplier uploaded) {
            this.allowance = Math.max(ALLOWANCE, (long) PIECES * pieceLength);
            this.uploaded = uploaded;
            this.before = uploaded.getAsLong();
        }

        /** True if so much was read without being downloaded that peers get no starting credit. */
        boolean isOverdrawn() {
            return read.sum() >= allowance + FACTOR * (uploaded.getAsLong() - before);
        }

        void read(int bytes) {
            read.add(bytes);
        }

        /** Counts a piece that had to wait. */
        void paused() {
            pauses.increment();
        }

        /** The number of pieces that had to wait. */
        public long pauses() {
            return pauses.sum();
        }
    }
}
