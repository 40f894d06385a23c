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
 * Bounds the number of requests at one store, by additive increase and multiplicative decrease. Callers are admitted in their order, unless their
 * object has its share already. Guarded by its lock, which is never held while a request is under way.
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
     * @param deadlineNanos when to give up, as {@link System#nanoTime} tells time
     * @return empty when none was free until then
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

    /** A permit to send one request, released once. */
    final class Permit {
        private final S3Location object;
        private final long sentNanos;

        private Permit(S3Location object, long sentNanos) {
            this.object = object;
            this.sentNanos = sentNanos;
        }

        /** The request came to its end. */
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

    /** What a request tells about the store. */
    enum Outcome {
        ANSWERED,
        TOLD_TO_SLOW_DOWN,
        /** Nothing about how much it can take. */
        FAILED
    }

    /**
     * How many requests may be at the store at once: half as many after each "slow down", one more after each round of answers, as
     * TCP does with packets (RFC 5681). Takes the time; its owner guards it.
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

        /** What one object may take of it: a quarter is left for the others, should that object's bytes never come. */
        int share() {
            return Math.max(1, size() * 3 / 4);
        }

        /** A request was answered as it should be. */
        void answered() {
            size = Math.min(most, size + 1 / size);
        }

        /** A request sent at {@code sentNanos} was told to slow down. Those sent before the last cut tell nothing new. */
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
