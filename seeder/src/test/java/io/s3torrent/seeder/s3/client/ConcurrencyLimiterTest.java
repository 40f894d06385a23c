package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.client.ConcurrencyLimiter.Outcome;
import io.s3torrent.seeder.s3.client.ConcurrencyLimiter.Pass;
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

    private final ConcurrencyLimiter gate = new ConcurrencyLimiter(4);

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
    void whoWaitsComesInAsSoonAsAnotherLeaves() throws Exception {
        ConcurrencyLimiter narrow = new ConcurrencyLimiter(1);
        Pass first = narrow.enter(A, in(Duration.ZERO.plusSeconds(1))).orElseThrow();
        List<S3Location> entered = new CopyOnWriteArrayList<>();
        Thread waiting = waiter(narrow, B, entered);
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(entered).isEmpty();

        first.giveBack(Outcome.ANSWERED);

        await().untilAsserted(() -> assertThat(entered).containsExactly(B));
    }

    @Test
    void whoCameFirstGoesFirst() throws Exception {
        ConcurrencyLimiter narrow = new ConcurrencyLimiter(1);
        Pass pass = narrow.enter(A, in(Duration.ofSeconds(1))).orElseThrow();
        List<S3Location> entered = new CopyOnWriteArrayList<>();
        for (S3Location object : List.of(B, A)) {
            Thread waiting = waiter(narrow, object, entered);
            await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        }

        pass.giveBack(Outcome.FAILED);
        await().untilAsserted(() -> assertThat(entered).containsExactly(B, A));
    }

    @Test
    void slowDownLetsFewerIn() throws Exception {
        enter(A).orElseThrow().giveBack(Outcome.TOLD_TO_SLOW_DOWN);
        assertThat(gate.size()).isEqualTo(2);
        enter(A).orElseThrow().giveBack(Outcome.TOLD_TO_SLOW_DOWN);
        assertThat(gate.size()).isEqualTo(1);
        enter(A).orElseThrow().giveBack(Outcome.FAILED);
        assertThat(gate.size()).isEqualTo(1);

        assertThat(enter(A)).isPresent();
        assertThat(enter(B)).isEmpty();
    }

    @Test
    void answersLetMoreInAgain() throws Exception {
        enter(A).orElseThrow().giveBack(Outcome.TOLD_TO_SLOW_DOWN);
        for (int i = 0; i < 20; i++) {
            enter(A).orElseThrow().giveBack(Outcome.ANSWERED);
        }

        assertThat(gate.size()).isEqualTo(4);
    }

    @Test
    void whoIsInterruptedOrGivesUpTakesNoRoom() throws Exception {
        ConcurrencyLimiter narrow = new ConcurrencyLimiter(1);
        Pass pass = narrow.enter(A, in(Duration.ofSeconds(1))).orElseThrow();
        assertThat(narrow.enter(B, in(Duration.ofMillis(20)))).isEmpty();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> narrow.enter(B, in(Duration.ofSeconds(1)))).isInstanceOf(InterruptedException.class);

        pass.giveBack(Outcome.ANSWERED);
        assertThat(narrow.enter(B, in(Duration.ofSeconds(1)))).isPresent();
    }

    private Optional<Pass> enter(S3Location object) throws InterruptedException {
        return gate.enter(object, in(Duration.ofMillis(20)));
    }

    private static Thread waiter(ConcurrencyLimiter gate, S3Location object, List<S3Location> entered) {
        Thread thread = new Thread(() -> {
            try {
                Pass pass = gate.enter(object, in(Duration.ofSeconds(20))).orElseThrow();
                entered.add(object);
                pass.giveBack(Outcome.ANSWERED);
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
}
