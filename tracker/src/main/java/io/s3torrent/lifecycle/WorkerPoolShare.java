package io.s3torrent.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one user of a shared pool on a limited number of its threads, so that a user whose tasks all block leaves threads to
 * the others. State is guarded by {@code this}.
 */
final class WorkerPoolShare implements Executor {
    private final Executor pool;
    private final int maxRunning;
    private final int maxQueued;
    private final Deque<Runnable> waiting = new ArrayDeque<>(1); // grows; most users are idle
    private int running;

    WorkerPoolShare(Executor pool, int maxRunning, int maxQueued) {
        this.pool = pool;
        this.maxRunning = maxRunning;
        this.maxQueued = maxQueued;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (running == maxRunning) {
                if (waiting.size() == maxQueued) {
                    throw new RejectedExecutionException("the queue is full: " + maxQueued + " tasks");
                }
                waiting.add(task);
                return;
            }
            running++;
        }
        start(task);
    }

    private void start(Runnable task) {
        try {
            pool.execute(() -> {
                try {
                    task.run();
                } finally {
                    next();
                }
            });
        } catch (RejectedExecutionException e) {
            ended();
            throw e;
        }
    }

    /** Puts the next task at the end of the pool's queue: the tasks of other users come first. */
    private void next() {
        Runnable task = nextOrEnd();
        if (task != null) {
            startOrDrop(task);
        }
    }

    private void startOrDrop(Runnable task) {
        try {
            start(task);
        } catch (RejectedExecutionException e) {
            // The pool was closed, and drops the tasks that wait here as it drops its own queue.
        }
    }

    private synchronized @Nullable Runnable nextOrEnd() {
        Runnable task = waiting.poll();
        if (task == null) {
            running--;
        }
        return task;
    }

    private synchronized void ended() {
        running--;
    }
}
