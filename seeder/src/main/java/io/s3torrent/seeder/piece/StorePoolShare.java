package io.s3torrent.seeder.piece;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One torrent's share of the threads that wait for the store: when its object does not answer, the others' still do. Guarded by
 * itself.
 */
final class StorePoolShare implements Executor {
    private final Executor threads;
    private final int most;
    private final int maxQueued;
    private final Deque<Runnable> waiting = new ArrayDeque<>(1); // grows; most torrents are idle
    private int running;

    StorePoolShare(Executor threads, int most, int maxQueued) {
        this.threads = threads;
        this.most = most;
        this.maxQueued = maxQueued;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (running == most) {
                if (waiting.size() == maxQueued) {
                    throw new RejectedExecutionException(maxQueued + " reads wait already");
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
            threads.execute(() -> {
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

    /** Goes to the end of the line before the threads: the other torrents' tasks come first. */
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
            // The threads have ended, and drop what waits here as they drop their own line.
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
