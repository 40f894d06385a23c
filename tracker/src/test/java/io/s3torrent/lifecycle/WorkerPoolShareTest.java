package io.s3torrent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class WorkerPoolShareTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final WorkerPoolShare share = new WorkerPoolShare(threads::add, 2, 3);

    @Test
    void noMoreThanItsShareIsInLineBeforeTheThreads() {
        for (String task : List.of("a", "b", "c", "d")) {
            share.execute(() -> done.add(task));
        }
        assertThat(threads).hasSize(2);

        threads.remove().run();
        assertThat(threads).hasSize(2);
        runAll();

        assertThat(done).containsExactly("a", "b", "c", "d");
    }

    @Test
    void othersGoBeforeWhatWaitedForItsShare() {
        share.execute(() -> done.add("a"));
        share.execute(() -> done.add("b"));
        share.execute(() -> done.add("c"));
        threads.add(() -> done.add("of another"));
        runAll();

        assertThat(done).containsExactly("a", "b", "of another", "c");
    }

    @Test
    void aTaskThatFailsGivesItsPlaceBack() {
        for (int i = 0; i < 3; i++) {
            share.execute(() -> {
                throw new IllegalStateException("as scripted");
            });
            assertThatThrownBy(() -> threads.remove().run()).hasMessage("as scripted");
        }

        share.execute(() -> done.add("a"));
        runAll();
        assertThat(done).containsExactly("a");
    }

    @Test
    void itsLineIsBounded() {
        for (int i = 0; i < 5; i++) {
            share.execute(() -> {});
        }

        assertThatThrownBy(() -> share.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void threadsThatHaveEndedTakeNothing() {
        Executor ended = task -> {
            throw new RejectedExecutionException("ended");
        };
        WorkerPoolShare none = new WorkerPoolShare(ended, 1, 1);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> none.execute(() -> {})).hasMessage("ended");
        }
    }

    @Test
    void whatWaitsWhenTheThreadsEndIsDroppedWithoutAWord() {
        AtomicBoolean ended = new AtomicBoolean();
        WorkerPoolShare ending = new WorkerPoolShare(
                task -> {
                    if (ended.get()) {
                        throw new RejectedExecutionException("ended");
                    }
                    threads.add(task);
                },
                2,
                3);
        for (String task : List.of("a", "b", "c", "d")) {
            ending.execute(() -> done.add(task));
        }
        ended.set(true);
        runAll();

        assertThat(done).containsExactly("a", "b");
        assertThatThrownBy(() -> ending.execute(() -> {}))
                .as("the caller gets the rejection")
                .hasMessage("ended");
    }

    private void runAll() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }
}
