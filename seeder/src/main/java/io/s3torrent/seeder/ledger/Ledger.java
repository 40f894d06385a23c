package io.s3torrent.seeder.ledger;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts store requests and transferred bytes. Thread-safe.
 *
 * <p>A {@link #child} counts for one torrent, and adds to its parent, which counts for all.
 */
public final class Ledger {
    private static final int HEADS = 0;
    private static final int GETS = 1;
    private static final int LISTS = 2;
    private static final int PUTS = 3;
    private static final int RETRIES = 4;
    private static final int BYTES_READ = 5;
    private static final int BYTES_WRITTEN = 6;
    private static final int WAITED_NANOS = 7;
    private static final int LONGEST_WAIT_NANOS = 8;
    private static final int HEDGED = 9;

    private final @Nullable Ledger parent;
    /** In one array, because there is one ledger for each of thousands of torrents. */
    private final AtomicLongArray counts = new AtomicLongArray(HEDGED + 1);

    /** Creates a ledger without a parent. */
    public Ledger() {
        this(null);
    }

    private Ledger(@Nullable Ledger parent) {
        this.parent = parent;
    }

    /** Creates a ledger that starts at zero and adds its counts to this one. */
    public Ledger child() {
        return new Ledger(this);
    }

    /** Counts a request that is about to be sent. */
    public void request(RequestKind kind) {
        switch (kind) {
            case HEAD -> counts.incrementAndGet(HEADS);
            case GET -> counts.incrementAndGet(GETS);
            case LIST -> counts.incrementAndGet(LISTS);
            case PUT -> counts.incrementAndGet(PUTS);
        }
        if (parent != null) {
            parent.request(kind);
        }
    }

    /** Counts a retry: the next request repeats a failed one, or continues a body that broke off. */
    public void retry() {
        counts.incrementAndGet(RETRIES);
        if (parent != null) {
            parent.retry();
        }
    }

    /** Counts a hedged read: the next request continues a read that was much slower than others. */
    public void hedged() {
        counts.incrementAndGet(HEDGED);
        if (parent != null) {
            parent.hedged();
        }
    }

    /** Counts the time from a request to the head of its answer. */
    public void answered(Duration wait) {
        counts.addAndGet(WAITED_NANOS, wait.toNanos());
        counts.accumulateAndGet(LONGEST_WAIT_NANOS, wait.toNanos(), Math::max);
        if (parent != null) {
            parent.answered(wait);
        }
    }

    /** Counts bytes of object bodies that were received, used or not. */
    public void read(long bytes) {
        counts.addAndGet(BYTES_READ, bytes);
        if (parent != null) {
            parent.read(bytes);
        }
    }

    /** Counts bytes of a request body that is about to be sent. */
    public void write(long bytes) {
        counts.addAndGet(BYTES_WRITTEN, bytes);
        if (parent != null) {
            parent.write(bytes);
        }
    }

    /** The counters at this moment. */
    public LedgerSnapshot snapshot() {
        return new LedgerSnapshot(
                counts.get(HEADS),
                counts.get(GETS),
                counts.get(LISTS),
                counts.get(PUTS),
                counts.get(RETRIES),
                counts.get(HEDGED),
                counts.get(BYTES_READ),
                counts.get(BYTES_WRITTEN),
                Duration.ofNanos(counts.get(WAITED_NANOS)),
                Duration.ofNanos(counts.get(LONGEST_WAIT_NANOS)));
    }
}
