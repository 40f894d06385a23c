package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.s3.ObjectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    private static final long NOW = Long.MAX_VALUE - 5; // System.nanoTime may overflow

    /** Always the longest pause. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final ObjectException unavailable = new ObjectException.Unavailable("down", null);

    private static RetryPolicy policy(int attempts, Duration total) {
        return new RetryPolicy(new RetryPolicy.Limits(attempts, total), Optional.empty(), NOW, LONGEST);
    }

    @Test
    void pausesGrowUpToFiveSeconds() {
        RetryPolicy policy = policy(20, Duration.ofHours(1));

        for (long millis : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000}) {
            assertThat(policy.pauseAfter(unavailable, NOW)).hasValue(TimeUnit.MILLISECONDS.toNanos(millis) - 1);
        }
    }

    @Test
    void attemptsAreBounded() {
        RetryPolicy policy = policy(3, Duration.ofHours(1));

        assertThat(policy.pauseAfter(unavailable, NOW)).isPresent();
        assertThat(policy.pauseAfter(unavailable, NOW)).isPresent();
        assertThat(policy.pauseAfter(unavailable, NOW)).isEmpty();
    }

    @Test
    void noPauseEndsBehindTheDeadline() {
        RetryPolicy policy = policy(20, Duration.ofSeconds(1));

        assertThat(policy.pauseAfter(unavailable, NOW + TimeUnit.MILLISECONDS.toNanos(500)))
                .isPresent();
        assertThat(policy.pauseAfter(unavailable, NOW + TimeUnit.MILLISECONDS.toNanos(900)))
                .isEmpty();
    }

    @Test
    void whatIsNotTransientIsNotRetried() {
        assertThat(policy(20, Duration.ofHours(1)).pauseAfter(new ObjectException.NotFound("gone", null), NOW))
                .isEmpty();
    }

    @Test
    void limitsMustAllowOneAttempt() {
        assertThatThrownBy(() -> new RetryPolicy.Limits(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 attempts");
    }
}
