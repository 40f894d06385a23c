package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Limits the torrents that are created for each account: their number at a time, and their bytes in a period. The whole object is counted
 * when it is requested, and bytes that were not read are returned. Counts are not kept between runs. Guarded by its monitor.
 */
final class HashQuota {
    /** The budget of each address that sends unsigned requests, if no other is configured. */
    static final Budget ANONYMOUS = new Budget(100_000_000_000L, Period.DAY);

    /** Each address without a key is an account, so the number of accounts needs a limit. */
    private static final int MAX_ACCOUNTS = 10_000;

    private final int atATime;
    private final Optional<Budget> budget;
    private final Clock clock;
    private final Map<String, Account> accounts = new HashMap<>();
    /** The accounts without jobs, first the one whose count limits it least. An account is taken out while its count changes. */
    private final NavigableSet<Account> idle =
            new TreeSet<>(Comparator.<Account, Instant>comparing(account -> account.start)
                    .thenComparingLong(account -> account.bytes)
                    .thenComparing(account -> account.name));

    private static final class Account {
        private final String name;
        private int jobs;
        private long bytes;
        private Instant start = Instant.MIN;

        Account(String name) {
            this.name = name;
        }
    }

    /**
     * Creates the quota without counts.
     *
     * @param atATime the most torrents that are created or queued for one account
     * @param budget the bytes that may be read for one account; without it, only unsigned requests are limited, by {@link #ANONYMOUS}
     */
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
        Account account = open(principal);
        try {
            if (account.jobs >= atATime) {
                throw new RefusedException(
                        S3ErrorCode.SLOW_DOWN, atATime + " torrents are being created for you; retry later.");
            }
            Optional<Budget> limit = budget(principal);
            if (limit.isPresent()) {
                checkBytes(limit.get(), bytes, account.bytes);
            }
            account.jobs++;
            account.bytes += bytes;
        } finally {
            put(account);
        }
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
        Account account = open(principal);
        account.jobs--;
        account.bytes = Math.max(0, account.bytes - unread);
        put(account);
    }

    /** The number of accounts that are kept. */
    synchronized int accounts() {
        return accounts.size();
    }

    private Optional<Budget> budget(Principal principal) {
        return budget.or(() -> principal.isAnonymous() ? Optional.of(ANONYMOUS) : Optional.empty());
    }

    /** The principal's account, to be changed and then {@link #put} back. */
    private Account open(Principal principal) {
        Account account = accounts.get(principal.account());
        if (account == null) {
            if (accounts.size() >= MAX_ACCOUNTS) {
                removeLeastUsed();
            }
            account = new Account(principal.account());
            accounts.put(account.name, account);
        } else {
            idle.remove(account);
        }
        Instant start = budget(principal)
                .map(limit -> limit.period().start(clock.instant()))
                .orElse(Instant.MIN);
        if (start.isAfter(account.start)) {
            account.start = start;
            account.bytes = 0;
        }
        return account;
    }

    private void put(Account account) {
        if (account.jobs == 0) {
            idle.add(account);
        }
    }

    /** Makes room for an account. Accounts with jobs stay; of the others, the one goes whose count limits it least. */
    private void removeLeastUsed() {
        Account least = idle.pollFirst();
        if (least != null) {
            accounts.remove(least.name);
        }
    }
}
