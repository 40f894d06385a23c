package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the torrents that are created for each principal: their number at a time, and their bytes in a period. The whole object is counted
 * when it is requested, and bytes that were not read are returned. Counts are not kept between runs. Guarded by its monitor.
 */
final class HashQuota {
    private final int atATime;
    private final Optional<Budget> budget;
    private final Clock clock;
    private final Map<String, Account> accounts = new HashMap<>();

    private static final class Account {
        private int jobs;
        private long bytes;
        private Instant start = Instant.MIN;
    }

    HashQuota(int atATime, Optional<Budget> budget, Clock clock) {
        this.atATime = atATime;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * Counts one more torrent that is created for a principal.
     *
     * @throws RefusedException if the principal has reached its limit of torrents or bytes
     */
    synchronized void take(Principal principal, long bytes) throws RefusedException {
        Account account = account(principal);
        if (account.jobs >= atATime) {
            throw new RefusedException(
                    S3ErrorCode.SLOW_DOWN, atATime + " torrents are being created for you; retry later.");
        }
        if (budget.isPresent()) {
            checkBytes(budget.get(), bytes, account.bytes);
        }
        account.jobs++;
        account.bytes += bytes;
    }

    private static void checkBytes(Budget limit, long wanted, long used) throws RefusedException {
        if (wanted > limit.bytes() - used) {
            throw new RefusedException(
                    S3ErrorCode.SLOW_DOWN,
                    "Creating this torrent would read more than what is left of your budget of " + limit + ".");
        }
    }

    /** Notes that a torrent was created or failed; {@code unread} of its bytes were not read. */
    synchronized void done(Principal principal, long unread) {
        Account account = account(principal);
        account.jobs--;
        account.bytes = Math.max(0, account.bytes - unread);
    }

    private Account account(Principal principal) {
        Account account = accounts.computeIfAbsent(principal.name(), name -> new Account());
        Instant start =
                budget.map(limit -> limit.period().start(clock.instant())).orElse(Instant.MIN);
        if (start.isAfter(account.start)) {
            account.start = start;
            account.bytes = 0;
        }
        return account;
    }
}
