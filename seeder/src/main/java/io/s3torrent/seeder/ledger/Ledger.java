package io.s3torrent.seeder.ledger;

import java.util.concurrent.atomic.LongAdder;

/** Counts what the store is asked and what it sends. Safe for use by many threads. */
public final class Ledger {
    private final LongAdder heads = new LongAdder();
    private final LongAdder gets = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();

    /** A HEAD is about to be sent. */
    public void head() {
        heads.increment();
    }

    /** A GET is about to be sent. */
    public void get() {
        gets.increment();
    }

    /** The request about to be sent repeats one that failed, or continues a body that broke. */
    public void retry() {
        retries.increment();
    }

    /** This many bytes of objects came in, whether they were of use or not. */
    public void read(long bytes) {
        bytesRead.add(bytes);
    }

    /** The counters at this moment. */
    public LedgerSnapshot snapshot() {
        return new LedgerSnapshot(heads.sum(), gets.sum(), retries.sum(), bytesRead.sum());
    }
}
