package io.s3torrent.seeder.revalidate;

import java.time.Duration;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Decides which torrent is checked next, and when. It does no I/O and takes the time, in nanoseconds, as an argument.
 *
 * <p>A torrent is in line from its first use after a check until a check is due and it was not used since the one before. So a torrent
 * that nobody uses costs nothing, and one that is used again after a long time is due at once. Guarded by its monitor.
 */
final class CheckSchedule<S extends CheckSchedule.Slot> {
    /** Time between two requests: 10 in a second. */
    static final Duration PACE = Duration.ofMillis(100);
    /** A check that the store did not answer is repeated after this time, if the torrent is still in use. */
    static final Duration RETRY = Duration.ofSeconds(60);

    /** The store says 403 for more than one reason: so many in a row mean that the object cannot be had any more. */
    private static final int REFUSALS = 3;

    private final long interval;
    private final PriorityQueue<S> line = new PriorityQueue<>(CheckSchedule::compareDue);
    private long nextTurn;

    /** A torrent's place. Its fields are written under the monitor of the schedule, but for the time of its last use. */
    abstract static class Slot {
        /** When the torrent was last found unchanged, or a check of it began. */
        volatile long checked;
        /** Time from {@link #checked} to the next check; 0 for the interval. */
        long pause;

        int refusals;

        long due;
        volatile long used;
        volatile boolean inLine;
        volatile boolean ended;

        /** A torrent that was found unchanged at a time. */
        Slot(long checked) {
            this.checked = checked;
            this.used = checked - 1;
        }

        /** True when peers are connected for the torrent: it is in use though nothing is asked for. */
        abstract boolean hasPeers();

        final boolean isInUse() {
            return used - checked >= 0 || hasPeers();
        }
    }

    /** Each torrent in use is checked once in an interval. */
    CheckSchedule(Duration interval, long now) {
        this.interval = interval.toNanos();
        this.nextTurn = now;
    }

    private static int compareDue(Slot one, Slot other) {
        return Long.signum(one.due - other.due); // nanoTime may overflow
    }

    /** A client uses the torrent. Cheap, except for the first time after a check. */
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

    /** The torrent whose check is due for the longest time; its caller ends with {@link #done}. */
    synchronized Optional<S> next(long now) {
        for (S first = line.peek(); first != null && first.due - now <= 0; first = line.peek()) {
            line.remove();
            if (first.ended || !first.isInUse()) {
                leave(first);
            } else if (due(first) - now > 0) { // a read has shown in the meantime that it is unchanged
                enqueue(first);
            } else {
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }

    /** A use in this very moment sees either that it left, or is seen here. */
    private void leave(S slot) {
        slot.inLine = false;
        if (slot.used - slot.checked >= 0) {
            join(slot);
        }
    }

    /** The store showed that the torrent's objects were unchanged at a time. */
    synchronized void unchanged(S slot, long at) {
        if (at - slot.checked >= 0) {
            slot.checked = at;
            slot.pause = 0;
            slot.refusals = 0;
        }
    }

    /** The store did not answer a check that began at a time, or its answer says nothing about the objects. */
    synchronized void unanswered(S slot, long at) {
        if (at - slot.checked >= 0) {
            slot.checked = at;
            slot.pause = Math.min(interval, RETRY.toNanos());
            slot.refusals = 0;
        }
    }

    /**
     * The store answered 403 to a check that began at a time, and gave another object of the bucket.
     *
     * @return true when it did so too often in a row
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

    /** True when what was asked at a time is newer than all that is known of the torrent. */
    boolean isNews(S slot, long asked) {
        return !slot.ended && asked - slot.checked >= 0;
    }

    /** A check has ended, whatever it showed. */
    synchronized void done(S slot) {
        if (slot.ended) {
            slot.inLine = false;
        } else if (slot.isInUse()) {
            enqueue(slot);
        } else {
            leave(slot);
        }
    }

    /** The torrent is not seeded any more. */
    void end(S slot) {
        slot.ended = true;
    }

    /** Nanoseconds that a request has to wait for its turn. */
    synchronized long turn(long now) {
        long at = Math.max(nextTurn - now, 0);
        nextTurn = now + at + PACE.toNanos();
        return at;
    }
}
