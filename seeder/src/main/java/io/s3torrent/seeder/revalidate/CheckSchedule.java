package io.s3torrent.seeder.revalidate;

import java.time.Duration;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Decides which torrent is checked next, and when. It does no I/O, and callers pass in the time in nanoseconds.
 *
 * <p>A torrent enters the queue when it is used for the first time after a check. It leaves the queue when a check is due but the torrent
 * was not used since its last check. So an unused torrent costs nothing. A torrent that is used again after a long time is due at once.
 * Guarded by its own monitor.
 */
final class CheckSchedule<S extends CheckSchedule.Slot> {
    /** The shortest time between two requests: 10 requests per second. */
    static final Duration PACE = Duration.ofMillis(100);
    /** How soon a check without an answer is repeated, if the torrent is still in use. */
    static final Duration RETRY = Duration.ofSeconds(60);

    /** How many 403 answers in a row count as the loss of the object; a store sends 403 for several reasons. */
    private static final int REFUSALS = 3;

    private final long interval;
    private final PriorityQueue<S> line = new PriorityQueue<>(CheckSchedule::compareDue);
    private long nextTurn;

    /** The schedule's state of one torrent. The monitor of the schedule guards all writes to the fields, except to {@code used}. */
    abstract static class Slot {
        /** When the torrent was last found unchanged, or when its last check began. */
        volatile long checked;
        /** Time from {@link #checked} to the next check; 0 stands for the interval. */
        long pause;

        int refusals;

        long due;
        volatile long used;
        volatile boolean inLine;
        volatile boolean ended;

        /** Makes the state of a torrent that was found unchanged at the time {@code checked}. */
        Slot(long checked) {
            this.checked = checked;
            this.used = checked - 1;
        }

        /** True when the torrent has connected peers. It then counts as used, even without requests. */
        abstract boolean hasPeers();

        final boolean isInUse() {
            return used - checked >= 0 || hasPeers();
        }
    }

    /** Makes a schedule that checks each used torrent once in an interval. */
    CheckSchedule(Duration interval, long now) {
        this.interval = interval.toNanos();
        this.nextTurn = now;
    }

    private static int compareDue(Slot one, Slot other) {
        return Long.signum(one.due - other.due); // subtraction, because nanoTime may overflow
    }

    /** Records that a client uses the torrent. Cheap, except for the first call after a check. */
    void used(S slot, long now) {
        slot.used = now;
        if (!slot.inLine) {
            join(slot);
        }
    }

    private synchronized void join(S slot) {
        if (!slot.inLine && !slot.ended) {
            slot.inLine = true;
            enqueue(slot);
        }
    }

    private void enqueue(S slot) {
        slot.due = due(slot);
        line.add(slot);
    }

    private long due(S slot) {
        return slot.checked + (slot.pause == 0 ? interval : slot.pause);
    }

    /** Removes and returns the torrent that is overdue the longest. The caller ends its check with {@link #done}. */
    synchronized Optional<S> next(long now) {
        for (S first = line.peek(); first != null && first.due - now <= 0; first = line.peek()) {
            line.remove();
            if (first.ended || !first.isInUse()) {
                leave(first);
            } else if (due(first) - now > 0) { // a read has found it unchanged in the meantime
                enqueue(first);
            } else {
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }

    /** Removes the torrent from the queue. A concurrent {@link #used} either sees that it left, or is seen here. */
    private void leave(S slot) {
        slot.inLine = false;
        if (slot.used - slot.checked >= 0) {
            join(slot);
        }
    }

    /** Records that the torrent's objects were unchanged at the time {@code at}. */
    synchronized void unchanged(S slot, long at) {
        if (at - slot.checked >= 0) {
            slot.checked = at;
            slot.pause = 0;
            slot.refusals = 0;
        }
    }

    /** Records a check that began at {@code at} and had no answer, or an answer that says nothing about the objects. */
    synchronized void unanswered(S slot, long at) {
        if (at - slot.checked >= 0) {
            slot.checked = at;
            slot.pause = Math.min(interval, RETRY.toNanos());
            slot.refusals = 0;
        }
    }

    /**
     * Records that the store answered 403 to a check that began at {@code at}, although it allows access to another object of the bucket.
     *
     * @return true when this happened too often in a row
     */
    synchronized boolean refused(S slot, long at) {
        if (at - slot.checked < 0) {
            return false;
        }
        slot.checked = at;
        slot.pause = 0;
        slot.refusals++;
        return slot.refusals >= REFUSALS;
    }

    /** True when an answer to a request of this time is newer than all that is known of the torrent. */
    boolean isNews(S slot, long asked) {
        return !slot.ended && asked - slot.checked >= 0;
    }

    /** Ends a check, whatever its result. */
    synchronized void done(S slot) {
        if (slot.ended) {
            slot.inLine = false;
        } else if (slot.isInUse()) {
            enqueue(slot);
        } else {
            leave(slot);
        }
    }

    /** Removes a torrent that is no longer seeded. */
    void end(S slot) {
        slot.ended = true;
    }

    /** How many nanoseconds a request must wait to keep the pace. */
    synchronized long turn(long now) {
        long at = Math.max(nextTurn - now, 0);
        nextTurn = now + at + PACE.toNanos();
        return at;
    }
}
