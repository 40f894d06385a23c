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
 * What each principal may have made: so many torrents at a time, of so many bytes in a period. The whole object is counted when it is asked for, and what
 * of it was not read is given back. Counts are of this run. Guarded by its monitor.
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
     * Counts one more torrent that is made for a principal.
     *
     * @throws RefusedException when that would be too many, or too many bytes
     */
    synchronized void take(Principal principal, long bytes) throws RefusedException {
        Account account = account(principal);
        if (account.jobs >= atATime) {
            throw new RefusedException(
                    S3ErrorCode.SLOW_DOWN, atATime + " torrents are being made for you; please ask again later.");
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
                    "Making this torrent would read more than what is left of your budget of " + limit + ".");
        }
    }

    /** That torrent is made, or failed; so many of its bytes were not read. */
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
