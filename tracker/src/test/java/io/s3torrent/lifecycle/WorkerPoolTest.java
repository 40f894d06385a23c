package io.s3torrent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WorkerPoolTest {
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void threadsAreNamedAfterThePool() throws Exception {
        try (WorkerPool pool = new WorkerPool("test", 1)) {
            String name = CompletableFuture.supplyAsync(
                            () -> Thread.currentThread().getName(), pool)
                    .get(10, TimeUnit.SECONDS);

            assertThat(name).isEqualTo("s3torrent-test-1");
        }
    }

    @Test
    void aFullQueueRejectsTasks() {
        try (WorkerPool pool = new WorkerPool("test", 1, 2)) {
            for (int i = 0; i < 3; i++) {
                pool.execute(this::block);
            }

            assertThatThrownBy(() -> pool.execute(this::block)).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void aShareLeavesAQuarterOfTheThreadsToOthers() throws Exception {
        try (WorkerPool pool = new WorkerPool("test", 4)) {
            Executor share = pool.share();
            for (int i = 0; i < 10; i++) {
                share.execute(this::block);
            }

            assertThat(CompletableFuture.supplyAsync(() -> "done", pool).get(10, TimeUnit.SECONDS))
                    .isEqualTo("done");
            assertThat(pool.getActiveCount()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void closeInterruptsRunningTasks() {
        WorkerPool pool = new WorkerPool("test", 1);
        pool.execute(this::block);
        pool.execute(this::block);

        pool.close();

        assertThat(pool.isTerminated()).isTrue();
    }

    private void block() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
