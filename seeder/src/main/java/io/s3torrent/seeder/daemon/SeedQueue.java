package io.s3torrent.seeder.daemon;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.daemon.FollowedObjects.Task;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks, those of the smallest objects first. Its owner bounds the number of tasks. Guarded by its monitor. */
final class SeedQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SeedQueue.class);

    /** Torrents made at a time. They share the threads that read the store. */
    static final int THREADS = 8;

    private final Consumer<Task> work;
    private final WorkerPool threads = new WorkerPool("seed", THREADS, THREADS);
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::length));
    private int running;
    private boolean closed;

    SeedQueue(Consumer<Task> work) {
        this.work = work;
    }

    /** Adds tasks. */
    synchronized void add(Collection<Task> more) {
        tasks.addAll(more);
        for (int i = 0; i < more.size() && running < THREADS && !closed; i++) {
            running++;
            threads.execute(this::run);
        }
    }

    /** The number of tasks that have not begun. */
    synchronized int waiting() {
        return tasks.size();
    }

    private void run() {
        for (Task task = next(); task != null; task = next()) {
            try {
                work.accept(task);
            } catch (RuntimeException e) {
                log.atError().addKeyValue("object", task.object()).setCause(e).log("a torrent could not be made");
            }
        }
    }

    private synchronized @Nullable Task next() {
        Task task = closed ? null : tasks.poll();
        running -= task == null ? 1 : 0;
        return task;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            tasks.clear();
        }
        threads.close();
    }
}
