package io.s3torrent.seeder.wire.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the limiter with peers that send all they may, on a clock of the test. */
class UploadRateLimiterTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private record Task(long at, Runnable job) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    private long now = 17;
    private int runs;

    private UploadRateLimiter limit(long bytesPerSecond) {
        return new UploadRateLimiter(bytesPerSecond, (nanos, job) -> tasks.add(new Task(now + nanos, job)), () -> now);
    }

    private void runUntil(long end) {
        while (!tasks.isEmpty() && tasks.element().at() <= end) {
            Task next = tasks.remove();
            now = next.at();
            runs++;
            next.job().run();
        }
        now = end;
    }

    /** Sends blocks of one length as long as it may, then waits for a share. */
    private static final class Sender implements UploadRateLimiter.Waiter {
        private final UploadRateLimiter limit;
        private final int block;
        private long left;
        private long sent;

        Sender(UploadRateLimiter limit, int block) {
            this.limit = limit;
            this.block = block;
        }

        void send() {
            do {
                while (left > 0) {
                    left -= block;
                    sent += block;
                }
                long share = limit.take(this);
                if (share == 0) {
                    return;
                }
                left += share;
            } while (true);
        }

        @Override
        public void share(long bytes) {
            left += bytes;
            send();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000, 1_000_000, 50_000_000, 1_000_000_000})
    void theRateIsKeptInEverySecondAndShared(long rate) {
        UploadRateLimiter limit = limit(rate);
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            senders.add(new Sender(limit, 16384));
        }
        senders.forEach(Sender::send);
        long before = 0;
        for (int second = 1; second <= 10; second++) {
            runUntil(17 + second * SECOND);
            long sent = senders.stream().mapToLong(sender -> sender.sent).sum();
            assertThat(sent - before).isCloseTo(rate, within(rate / 10 + 5 * 16384));
            before = sent;
        }
        LongStream each = senders.stream().mapToLong(sender -> sender.sent);
        assertThat(each).allSatisfy(sent -> assertThat(sent).isCloseTo(2 * rate, within(rate / 5 + 2 * 16384)));
        assertThat(runs).as("at most once in two milliseconds").isLessThanOrEqualTo(5001);
    }

    @Test
    void aTurnComesToItsEndBeforeTheNextBegins() {
        UploadRateLimiter limit = limit(4_000_000);
        Sender first = new Sender(limit, 16 << 10);
        Sender second = new Sender(limit, 16 << 10);
        first.send();
        second.send();
        runUntil(17 + SECOND / 5);
        assertThat(first.sent).isCloseTo(800_000, within(3 * 16384L));
        assertThat(second.sent).isZero();
        runUntil(17 + SECOND / 2);
        assertThat(second.sent).isCloseTo(first.sent, within(4 * 16384L));
    }

    @Test
    void largeBlocksArePaidForLater() {
        UploadRateLimiter limit = limit(1_000_000);
        Sender large = new Sender(limit, 128 << 10);
        Sender small = new Sender(limit, 16 << 10);
        large.send();
        small.send();
        runUntil(17 + 20 * SECOND);
        assertThat(large.sent + small.sent).isCloseTo(20_000_000, Percentage.withPercentage(3));
        assertThat(large.sent).isCloseTo(small.sent, Percentage.withPercentage(5));
    }

    @Test
    void unusedBytesAreSavedUpForASecond() {
        UploadRateLimiter limit = limit(1_000_000);
        runUntil(17 + SECOND / 2);
        Sender late = new Sender(limit, 16 << 10);
        late.send();
        assertThat(late.sent).isCloseTo(500_000, within(2 * 16384L));
        runUntil(17 + 100 * SECOND);
        Sender later = new Sender(limit(1_000_000), 16 << 10);
        runUntil(17 + 200 * SECOND);
        later.send();
        assertThat(later.sent).isCloseTo(1_000_000, within(2 * 16384L));
    }

    @Test
    void noTimerRunsWhileNoPeerWaits() {
        UploadRateLimiter limit = limit(1_000_000);
        assertThat(limit.take(bytes -> {})).isPositive();
        assertThat(tasks).isEmpty();
    }

    @Test
    void returnedBytesAreAvailableToOthers() {
        UploadRateLimiter limit = limit(1_000_000);
        long share = limit.take(bytes -> {});
        limit.giveBack(share);
        assertThat(limit.take(bytes -> {})).isEqualTo(share);
    }

    @Test
    void bucketsNeverGiveMoreThanTheirRate() {
        Random random = new Random(3);
        UploadRateLimiter.TokenBucket bucket = new UploadRateLimiter.TokenBucket(10_000_000, 0);
        long time = 0;
        long taken = 0;
        for (int i = 0; i < 10_000; i++) {
            time += random.nextInt(5_000_000);
            taken += bucket.take(random.nextInt(100_000), time);
            assertThat(taken).isLessThanOrEqualTo(16_384 + time / 100);
        }
        assertThatThrownBy(() -> new UploadRateLimiter.TokenBucket(0, 0)).hasMessageContaining("0 (expected: >= 1)");
    }
}
