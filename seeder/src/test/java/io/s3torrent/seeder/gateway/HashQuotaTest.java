package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.TestClock;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HashQuotaTest {
    private static final Principal ONE = new Principal("one", AllowedKeys.ALL);
    private static final Principal OTHER = new Principal("other", AllowedKeys.ALL);

    private static void assertRefused(HashQuota allowance, Principal asker, long bytes) {
        assertThatThrownBy(() -> allowance.take(asker, bytes))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(S3ErrorCode.SLOW_DOWN));
    }

    @Test
    void oneWhoAsksForManyLeavesRoomForOthers() throws RefusedException {
        HashQuota allowance = new HashQuota(2, Optional.empty(), Clock.systemUTC());
        allowance.take(ONE, Long.MAX_VALUE);
        allowance.take(ONE, Long.MAX_VALUE);

        assertRefused(allowance, ONE, 1);
        assertThatCode(() -> allowance.take(OTHER, 1)).doesNotThrowAnyException();
        allowance.done(ONE, 0);
        assertThatCode(() -> allowance.take(ONE, 1)).doesNotThrowAnyException();
    }

    @Test
    void bytesCountForEachAloneAndWhatWasNotReadIsGivenBack() throws RefusedException {
        TestClock clock = new TestClock("2026-07-30T12:00:00Z");
        HashQuota allowance = new HashQuota(10, Optional.of(new Budget(100, Period.DAY)), clock);
        allowance.take(ONE, 100);

        assertRefused(allowance, ONE, 1);
        assertRefused(allowance, OTHER, 101);
        assertRefused(allowance, OTHER, Long.MAX_VALUE);
        allowance.take(OTHER, 100);
        allowance.done(ONE, 40);
        assertRefused(allowance, ONE, 41);
        allowance.take(ONE, 40);
        clock.step(Duration.ofDays(1));
        allowance.take(ONE, 100);
        assertRefused(allowance, ONE, 1);
    }

    private static Principal anonymous(String address) throws UnknownHostException {
        return new Principal(Principal.ANONYMOUS, AllowedKeys.ALL).at(InetAddress.getByName(address));
    }

    @Test
    void eachUnauthenticatedAddressHasABudgetByDefault() throws Exception {
        TestClock clock = new TestClock("2026-07-30T12:00:00Z");
        HashQuota quota = new HashQuota(10, Optional.empty(), clock);
        long budget = 100_000_000_000L;
        quota.take(anonymous("203.0.113.1"), budget);
        quota.take(anonymous("2001:db8::1"), budget);

        assertRefused(quota, anonymous("203.0.113.1"), 1);
        assertRefused(quota, anonymous("2001:db8::ffff:2"), 1); // the same /64
        assertRefused(quota, anonymous("203.0.113.2"), budget + 1);
        quota.take(anonymous("203.0.113.2"), budget);
        quota.take(anonymous("2001:db8:0:1::1"), budget);
        quota.take(ONE, Long.MAX_VALUE); // an access key has no default budget
        clock.step(Duration.ofDays(1));
        quota.take(anonymous("203.0.113.1"), budget);
    }

    @Test
    void manyAddressesDoNotGrowTheTableAndDoNotResetTheCountsThatMatter() throws Exception {
        HashQuota quota = new HashQuota(10, Optional.of(new Budget(100, Period.DAY)), Clock.systemUTC());
        quota.take(anonymous("203.0.113.1"), 100);
        quota.done(anonymous("203.0.113.1"), 0);
        for (int i = 0; i < 20_000; i++) {
            Principal other = anonymous("10.0." + i / 256 + "." + i % 256);
            quota.take(other, 1);
            quota.done(other, 0);
        }

        assertThat(quota.accounts()).isEqualTo(10_000);
        assertRefused(quota, anonymous("203.0.113.1"), 1);
    }

    /** Measures CPU time, so that a busy machine does not fail it. A scan of the table for each address takes 80 seconds. */
    @Test
    void aNewAddressCostsLittleWhenTheTableIsFull() throws Exception {
        HashQuota quota = new HashQuota(10, Optional.empty(), Clock.systemUTC());
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadCpuTime();
        for (int i = 0; i < 100_000; i++) {
            Principal other = anonymous("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256);
            quota.take(other, 1);
            quota.done(other, 1);
        }

        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(quota.accounts()).isEqualTo(10_000);
    }

    @Test
    void accountsWithTorrentsUnderWayStayHoweverManyOthersCome() throws Exception {
        HashQuota quota = new HashQuota(1, Optional.empty(), Clock.systemUTC());
        quota.take(anonymous("203.0.113.1"), 1);
        for (int i = 0; i < 11_000; i++) {
            Principal other = anonymous("10.0." + i / 256 + "." + i % 256);
            quota.take(other, 2);
            quota.done(other, 0);
        }

        assertRefused(quota, anonymous("203.0.113.1"), 1);
        quota.done(anonymous("203.0.113.1"), 0);
        quota.take(anonymous("203.0.113.1"), 1);
    }
}
