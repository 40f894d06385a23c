package io.s3torrent.seeder.ledger;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the store is asked and what goes to and fro. Safe for use by many threads.
 *
 * <p>A {@link #child} counts for one torrent what its parent counts for all.
 */
public final class Ledger {
    private final @Nullable Ledger parent;
    private final LongAdder heads = new LongAdder();
    private final LongAdder gets = new LongAdder();
    private final LongAdder lists = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final LongAccumulator longestWaitNanos = new LongAccumulator(Math::max, 0);

    /** A ledger of its own. */
    public Ledger() {
        this(null);
    }

    private Ledger(@Nullable Ledger parent) {
        this.parent = parent;
    }

    /** A ledger that starts at zero, and whose counts are also this one's. */
    public Ledger child() {
        return new Ledger(this);
    }

    /** A request is about to be sent. */
    public void request(RequestKind kind) {
        switch (kind) {
            case HEAD -> heads.increment();
            case GET -> gets.increment();
            case LIST -> lists.increment();
            case PUT -> puts.increment();
        }
        if (parent != null) {
            parent.request(kind);
        }
    }

    /** The request about to be sent repeats one that failed, or continues a body that broke. */
    public void retry() {
        retries.increment();
        if (parent != null) {
            parent.retry();
        }
    }

    /** The head of an answer came in so long after its request was sent. */
    public void answered(Duration wait) {
        waitedNanos.add(wait.toNanos());
        longestWaitNanos.accumulate(wait.toNanos());
        if (parent != null) {
            parent.answered(wait);
        }
    }

    /** This many bytes of objects came in, whether they were of use or not. */
    public void read(long bytes) {
        bytesRead.add(bytes);
        if (parent != null) {
            parent.read(bytes);
        }
    }

    /** This many bytes are about to be sent as the body of a request. */
    public void write(long bytes) {
        bytesWritten.add(bytes);
        if (parent != null) {
            parent.write(bytes);
        }
    }

    /** The counters at this moment. */
    public LedgerSnapshot snapshot() {
        return new LedgerSnapshot(
                heads.sum(),
                gets.sum(),
                lists.sum(),
                puts.sum(),
                retries.sum(),
                bytesRead.sum(),
                bytesWritten.sum(),
                Duration.ofNanos(waitedNanos.sum()),
                Duration.ofNanos(longestWaitNanos.get()));
    }
}
