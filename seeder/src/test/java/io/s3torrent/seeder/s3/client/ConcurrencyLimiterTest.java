package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.client.ConcurrencyLimiter.Outcome;
import io.s3torrent.seeder.s3.client.ConcurrencyLimiter.Permit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ConcurrencyLimiterTest {
    private static final S3Location A = new S3Location("bucket", "a");
    private static final S3Location B = new S3Location("bucket", "b");

    private final ConcurrencyLimiter.Window window = new ConcurrencyLimiter.Window(16);
    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(4);

    @Test
    void oneObjectLeavesRoomForTheOthers() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(enter(A)).isPresent();
        }

        assertThat(enter(A)).isEmpty();
        assertThat(enter(B)).isPresent();
        assertThat(enter(B)).isEmpty();
    }

    @Test
    void aWaiterIsAdmittedAsSoonAsAnotherLeaves() throws Exception {
        ConcurrencyLimiter narrow = new ConcurrencyLimiter(1);
        Permit first = narrow.acquire(A, in(Duration.ZERO.plusSeconds(1))).orElseThrow();
        List<S3Location> entered = new CopyOnWriteArrayList<>();
        Thread waiting = waiter(narrow, B, entered);
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(entered).isEmpty();

        first.release(Outcome.ANSWERED);

        await().untilAsserted(() -> assertThat(entered).containsExactly(B));
    }

    @Test
    void theFirstToArriveIsAdmittedFirst() throws Exception {
        ConcurrencyLimiter narrow = new ConcurrencyLimiter(1);
        Permit pass = narrow.acquire(A, in(Duration.ofSeconds(1))).orElseThrow();
        List<S3Location> entered = new CopyOnWriteArrayList<>();
        for (S3Location object : List.of(B, A)) {
            Thread waiting = waiter(narrow, object, entered);
            await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        }

        pass.release(Outcome.FAILED);
        await().untilAsserted(() -> assertThat(entered).containsExactly(B, A));
    }

    @Test
    void slowDownLetsFewerIn() throws Exception {
        enter(A).orElseThrow().release(Outcome.TOLD_TO_SLOW_DOWN);
        assertThat(limiter.size()).isEqualTo(2);
        enter(A).orElseThrow().release(Outcome.TOLD_TO_SLOW_DOWN);
        assertThat(limiter.size()).isEqualTo(1);
        enter(A).orElseThrow().release(Outcome.FAILED);
        assertThat(limiter.size()).isEqualTo(1);

        assertThat(enter(A)).isPresent();
        assertThat(enter(B)).isEmpty();
    }

    @Test
    void answersLetMoreInAgain() throws Exception {
        enter(A).orElseThrow().release(Outcome.TOLD_TO_SLOW_DOWN);
        for (int i = 0; i < 20; i++) {
            enter(A).orElseThrow().release(Outcome.ANSWERED);
        }

        assertThat(limiter.size()).isEqualTo(4);
    }

    @Test
    void aCallerThatIsInterruptedOrGivesUpTakesNoRoom() throws Exception {
        ConcurrencyLimiter narrow = new ConcurrencyLimiter(1);
        Permit pass = narrow.acquire(A, in(Duration.ofSeconds(1))).orElseThrow();
        assertThat(narrow.acquire(B, in(Duration.ofMillis(20)))).isEmpty();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> narrow.acquire(B, in(Duration.ofSeconds(1)))).isInstanceOf(InterruptedException.class);

        pass.release(Outcome.ANSWERED);
        assertThat(narrow.acquire(B, in(Duration.ofSeconds(1)))).isPresent();
    }

    private Optional<Permit> enter(S3Location object) throws InterruptedException {
        return limiter.acquire(object, in(Duration.ofMillis(20)));
    }

    private static Thread waiter(ConcurrencyLimiter limiter, S3Location object, List<S3Location> entered) {
        Thread thread = new Thread(() -> {
            try {
                Permit pass =
                        limiter.acquire(object, in(Duration.ofSeconds(20))).orElseThrow();
                entered.add(object);
                pass.release(Outcome.ANSWERED);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    // tests of the window alone

    @Test
    void isWideOpenAtFirstAndNeverWider() {
        answered(1000);

        assertThat(window.size()).isEqualTo(16);
        assertThat(window.share()).isEqualTo(12);
    }

    @Test
    void halvesAtEachSlowDownAndNeverCloses() {
        int[] sizes = {8, 4, 2, 1, 1};
        for (int i = 0; i < sizes.length; i++) {
            window.refused(10 * i + 1, 10 * i + 2);
            assertThat(window.size()).isEqualTo(sizes[i]);
            assertThat(window.share()).isPositive();
        }
    }

    @Test
    void requestsSentTogetherCutItOnce() {
        window.refused(100, 200);
        window.refused(150, 210);
        window.refused(199, 220);
        assertThat(window.size()).isEqualTo(8);

        window.refused(201, 300);
        assertThat(window.size()).isEqualTo(4);
    }

    @Test
    void growsByOneInEachRoundOfAnswers() {
        window.refused(1, 2);
        assertThat(window.size()).isEqualTo(8);

        answered(9);
        assertThat(window.size()).isEqualTo(9);
        answered(100);
        assertThat(window.size()).isEqualTo(16);
    }

    @Test
    void timeMayPassItsLargestNumber() {
        window.refused(Long.MAX_VALUE - 1, Long.MAX_VALUE);
        window.refused(Long.MIN_VALUE + 5, Long.MIN_VALUE + 6);

        assertThat(window.size()).isEqualTo(4);
    }

    private void answered(int times) {
        for (int i = 0; i < times; i++) {
            window.answered();
        }
    }
}
