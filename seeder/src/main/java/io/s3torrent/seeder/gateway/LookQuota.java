package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits the requests of each unauthenticated address that need the store, because each costs the operator a HEAD. Requests with an access
 * key are not limited. Guarded by its monitor.
 *
 * <p>Algorithm: the generic cell rate algorithm. For each address, it keeps only the time at which its whole burst is available again.
 */
final class LookQuota {
    static final int PER_SECOND = 50;
    /** Requests that an address may send at once. */
    static final int BURST = 250;

    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).dividedBy(PER_SECOND).toNanos();
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
    LookQuota(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts one request.
     *
     * @throws RefusedException if the principal is unauthenticated and has sent too many
     */
    void take(Principal principal) throws RefusedException {
        if (principal.isAnonymous() && !tryTake(principal.account())) {
            throw new RefusedException(
                    S3ErrorCode.SLOW_DOWN,
                    "Your address sends more than " + PER_SECOND
                            + " unsigned requests for torrents per second; retry later, or sign your requests.");
        }
    }

    private synchronized boolean tryTake(String account) {
        long now = nanoTime.getAsLong();
        long left = Math.max(0, wholeAt.getOrDefault(account, now) - now);
        if (left + INTERVAL_NANOS > BURST_NANOS) {
            return false;
        }
        wholeAt.put(account, now + left + INTERVAL_NANOS);
        return true;
    }

    /** The number of accounts that are kept. */
    synchronized int accounts() {
        return wholeAt.size();
    }
}
