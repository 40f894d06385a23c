package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits the requests of each unauthenticated address that cost the operator something: a HEAD at the store, or the CPU time of a page with
 * up to a thousand torrents. Requests with an access key are not limited. Guarded by its monitor.
 *
 * <p>Algorithm: the generic cell rate algorithm. For each address, it keeps only the time at which its whole burst is available again.
 */
final class UnsignedQuota {
    /** Requests for torrents. A page counts as {@link #PAGE} of them. */
    static final int PER_SECOND = 50;
    /** Requests for torrents that an address may send at once. */
    static final int BURST = 250;

    static final int TORRENT = 1;
    static final int PAGE = 10;

    private static final long INTERVAL_NANOS =
            Duration.ofSeconds(1).dividedBy(PER_SECOND).toNanos();
    private static final long BURST_NANOS = INTERVAL_NANOS * BURST;
    private static final int MAX_ACCOUNTS = 10_000;

    private final LongSupplier nanoTime;
    /** When the burst of each account is whole again. The account whose last request is the oldest comes first. */
    private final Map<String, Long> wholeAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_ACCOUNTS;
        }
    };

    /** Creates the quota. {@code nanoTime} is a clock as {@link System#nanoTime}, because the wall clock may jump. */
    UnsignedQuota(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts one request.
     *
     * @param cost {@link #TORRENT} or {@link #PAGE}
     * @throws RefusedException if the principal is unauthenticated and has sent too many
     */
    void take(Principal principal, int cost) throws RefusedException {
        if (principal.isAnonymous() && !tryTake(principal.account(), cost * INTERVAL_NANOS)) {
            throw new RefusedException(
                    S3ErrorCode.SLOW_DOWN,
                    "Your address sends more than " + PER_SECOND + " unsigned requests for torrents, or "
                            + PER_SECOND / PAGE + " for pages, per second; retry later, or sign your requests.");
        }
    }

    private synchronized boolean tryTake(String account, long nanos) {
        long now = nanoTime.getAsLong();
        long used = Math.max(0, wholeAt.getOrDefault(account, now) - now) + nanos;
        if (used > BURST_NANOS) {
            return false;
        }
        wholeAt.put(account, now + used);
        return true;
    }

    /** The number of accounts that are kept. */
    synchronized int accounts() {
        return wholeAt.size();
    }
}
