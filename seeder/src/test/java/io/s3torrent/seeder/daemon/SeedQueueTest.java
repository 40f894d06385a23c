package io.s3torrent.seeder.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.daemon.FollowedObjects.Task;
import io.s3torrent.seeder.s3.S3Location;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SeedQueueTest {
    private final List<Long> done = new CopyOnWriteArrayList<>();

    private static Task task(long length) {
        return new Task(new S3Location("b1", "k" + length), length, 0);
    }

    @Test
    void smallObjectsComeFirst() {
        CountDownLatch begin = new CountDownLatch(1);
        try (SeedQueue queue = new SeedQueue(task -> {
            if (task.length() > 1000) {
                awaitQuietly(begin);
            } else {
                done.add(task.length());
            }
        })) {
            List<Task> blocking = new ArrayList<>();
            for (int i = 0; i < SeedQueue.THREADS - 1; i++) {
                blocking.add(task(2000 + i));
            }
            queue.add(blocking);
            await().until(() -> queue.waiting() == 0);
            queue.add(LongStream.of(30, 10, 20).mapToObj(SeedQueueTest::task).toList());
            await().until(() -> done.size() == 3);
            begin.countDown();
        }
        assertThat(done).containsExactly(10L, 20L, 30L);
    }

    @Test
    void aBugInOneTaskDoesNotStopTheOthers() {
        try (SeedQueue queue = new SeedQueue(task -> {
            done.add(task.length());
            if (task.length() == 1) {
                throw new IllegalStateException("for this test");
            }
        })) {
            queue.add(
                    LongStream.rangeClosed(1, 30).mapToObj(SeedQueueTest::task).toList());
            await().until(() -> done.size() == 30);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
