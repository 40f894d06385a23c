package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.S3Location;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the number of requests at one store within a {@link ConcurrencyWindow}. Who comes first goes first, unless its object has its
 * share already. Guarded by its lock, which nobody holds while a request is on its way.
 */
final class ConcurrencyLimiter {
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrencyWindow window;
    private final Map<S3Location, Integer> inside = new HashMap<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int insideCount;

    ConcurrencyLimiter(int most) {
        this.window = new ConcurrencyWindow(most);
    }

    /**
     * Waits for leave to send a request.
     *
     * @param deadlineNanos when to give up, as {@link System#nanoTime} tells time
     * @return empty when there was none until then
     */
    Optional<Pass> enter(S3Location object, long deadlineNanos) throws InterruptedException {
        lock.lockInterruptibly();
        Waiter waiter = new Waiter(object, lock.newCondition());
        try {
            waiting.add(waiter);
            admit();
            long left = deadlineNanos - System.nanoTime();
            while (!waiter.admitted && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
            return waiter.admitted ? Optional.of(new Pass(object, System.nanoTime())) : Optional.empty();
        } catch (InterruptedException e) {
            if (waiter.admitted) {
                left(object);
            }
            throw e;
        } finally {
            waiting.remove(waiter);
            lock.unlock();
        }
    }

    /** Requests that may be at the store at once, now. */
    int size() {
        lock.lock();
        try {
            return window.size();
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        Iterator<Waiter> line = waiting.iterator();
        while (insideCount < window.size() && line.hasNext()) {
            Waiter next = line.next();
            if (inside.getOrDefault(next.object, 0) < window.share()) {
                line.remove();
                inside.merge(next.object, 1, Integer::sum);
                insideCount++;
                next.admitted = true;
                next.turn.signal();
            }
        }
    }

    private void left(S3Location object) {
        insideCount--;
        inside.computeIfPresent(object, (key, count) -> count == 1 ? null : count - 1);
        admit();
    }

    private static final class Waiter {
        private final S3Location object;
        private final Condition turn;
        private boolean admitted;

        private Waiter(S3Location object, Condition turn) {
            this.object = object;
            this.turn = turn;
        }
    }

    /** Leave to send one request, given back once. */
    final class Pass {
        private final S3Location object;
        private final long sentNanos;

        private Pass(S3Location object, long sentNanos) {
            this.object = object;
            this.sentNanos = sentNanos;
        }

        /** The request came to its end. */
        void giveBack(Outcome outcome) {
            lock.lock();
            try {
                switch (outcome) {
                    case ANSWERED -> window.answered();
                    case TOLD_TO_SLOW_DOWN -> window.refused(sentNanos, System.nanoTime());
                    case FAILED -> {}
                }
                left(object);
            } finally {
                lock.unlock();
            }
        }
    }

    /** What a request tells about the store. */
    enum Outcome {
        ANSWERED,
        TOLD_TO_SLOW_DOWN,
        /** Nothing about how much it can take. */
        FAILED
    }
}
