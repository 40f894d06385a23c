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
 * Limits the number of concurrent requests to one store, by additive increase and multiplicative decrease. Callers are admitted in order of
 * arrival, except that an object that has used up its share must wait. Guarded by its lock, which is never held while a request is running.
 */
final class ConcurrencyLimiter {
    private final ReentrantLock lock = new ReentrantLock();
    private final Window window;
    private final Map<S3Location, Integer> inside = new HashMap<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int insideCount;

    ConcurrencyLimiter(int most) {
        this.window = new Window(most);
    }

    /**
     * Waits for a permit to send a request.
     *
     * @param deadlineNanos when to give up, in the time of {@link System#nanoTime}
     * @return empty when no permit became free before the deadline
     */
    Optional<Permit> acquire(S3Location object, long deadlineNanos) throws InterruptedException {
        lock.lockInterruptibly();
        Waiter waiter = new Waiter(object, lock.newCondition());
        try {
            waiting.add(waiter);
            admit();
            long left = deadlineNanos - System.nanoTime();
            while (!waiter.admitted && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
            return waiter.admitted ? Optional.of(new Permit(object, System.nanoTime())) : Optional.empty();
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

    /** The current limit of concurrent requests. */
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

    /** A permit to send one request. Release it exactly once. */
    final class Permit {
        private final S3Location object;
        private final long sentNanos;

        private Permit(S3Location object, long sentNanos) {
            this.object = object;
            this.sentNanos = sentNanos;
        }

        /** Ends the request and adjusts the limit to its outcome. */
        void release(Outcome outcome) {
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

    /** How a request ended, as far as it concerns the limit. */
    enum Outcome {
        ANSWERED,
        TOLD_TO_SLOW_DOWN,
        /** The request failed for a reason unrelated to the store's load. */
        FAILED
    }

    /**
     * The limit of concurrent requests: halved after each "slow down", increased by one after each round of answers, as in TCP congestion
     * control (RFC 5681). Callers pass in the time. Guarded by its owner.
     */
    static final class Window {
        private final int most;
        private double size;
        private long cutNanos;
        private boolean cut;

        Window(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("window: " + most + " (expected: >= 1)");
            }
            this.most = most;
            this.size = most;
        }

        int size() {
            return (int) size;
        }

        /**
         * The most requests for a single object. A quarter of the limit stays free for other objects, in case this object's requests never
         * end.
         */
        int share() {
            return Math.max(1, size() * 3 / 4);
        }

        /** Records a successful answer. */
        void answered() {
            size = Math.min(most, size + 1 / size);
        }

        /**
         * Records that a request sent at {@code sentNanos} was told to slow down. Requests sent before the last cut are ignored, because
         * that cut already covers them.
         */
        void refused(long sentNanos, long nowNanos) {
            if (cut && sentNanos - cutNanos < 0) {
                return;
            }
            size = Math.max(1, size / 2);
            cutNanos = nowNanos;
            cut = true;
        }
    }
}
