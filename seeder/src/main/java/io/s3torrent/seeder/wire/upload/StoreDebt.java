package io.s3torrent.seeder.wire.upload;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What all peers of one torrent had read from the store, against what they took: strangers who come again and again under new names
 * share one credit. Safe for use by all event loops.
 */
public final class StoreDebt {
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
        return read.sum() >= allowance + StoreCredit.FACTOR * (uploaded.getAsLong() - before);
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
