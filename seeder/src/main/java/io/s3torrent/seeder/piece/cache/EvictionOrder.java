package io.s3torrent.seeder.piece.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which units in memory go first: the least recently used one, idle ones before those that are still being sent.
 *
 * <p>A unit is <i>fresh</i> when the hashing pass put it here and no peer asked for it since. Fresh units are spared while they take at
 * most half of the memory together: a peer that was given a piece trades it on, but no peer has these yet. A unit that was picked while it is still being sent is <i>leaving</i>: its memory is
 * free with its last slice.
 *
 * <p>Used and fresh units have a queue each, so that a pick looks at the units it takes and at those being sent, and not at the whole
 * memory. Pure bookkeeping; not for use by two threads at once.
 */
final class EvictionOrder {
    private final long maxFreshBytes;
    private final Set<Slot> used = new LinkedHashSet<>();
    private final Set<Slot> fresh = new LinkedHashSet<>();
    private final Set<Slot> leaving = new LinkedHashSet<>();
    private long freshBytes;
    private long clock;

    private enum State {
        USED,
        FRESH,
        /** Picked: the cache does not hold it any more. */
        LEAVING
    }

    /** A unit's place in the order. */
    static final class Slot {
        private final FetchUnit unit;
        private FetchUnit.Key key;
        private State state;
        private long lastUse;

        private Slot(FetchUnit.Key key, FetchUnit unit, State state) {
            this.key = key;
            this.unit = unit;
            this.state = state;
        }

        FetchUnit.Key key() {
            return key;
        }

        FetchUnit unit() {
            return unit;
        }

        /** True when only the cache holds the unit. */
        private boolean isIdle() {
            return unit.buffer().refCnt() == 1;
        }

        private int bytes() {
            return unit.buffer().capacity();
        }
    }

    /** No units yet, in a memory of {@code memoryBytes}. */
    EvictionOrder(long memoryBytes) {
        this.maxFreshBytes = memoryBytes / 2;
    }

    /** Adds a unit that a peer asked for, as the most recently used one. */
    Slot addUsed(FetchUnit.Key key, FetchUnit unit) {
        return add(new Slot(key, unit, State.USED));
    }

    /** Adds a unit that no peer asked for yet. */
    Slot addFresh(FetchUnit.Key key, FetchUnit unit) {
        return add(new Slot(key, unit, State.FRESH));
    }

    private Slot add(Slot slot) {
        slot.lastUse = clock++;
        queue(slot.state).add(slot);
        freshBytes += slot.state == State.FRESH ? slot.bytes() : 0;
        return slot;
    }

    private Set<Slot> queue(State state) {
        return switch (state) {
            case USED -> used;
            case FRESH -> fresh;
            case LEAVING -> leaving;
        };
    }

    /** A peer asks for the unit. */
    void use(Slot slot) {
        if (slot.state != State.LEAVING) {
            move(slot, State.USED);
        }
    }

    /** Gives the unit another name, which counts as a use in the order, but leaves a fresh unit fresh. */
    void rename(Slot slot, FetchUnit.Key key) {
        slot.key = key;
        move(slot, slot.state);
    }

    private void move(Slot slot, State state) {
        remove(slot);
        slot.state = state;
        add(slot);
    }

    /**
     * Forgets the unit.
     *
     * @return false when it was leaving: the cache does not hold it any more
     */
    boolean remove(Slot slot) {
        if (queue(slot.state).remove(slot) && slot.state == State.FRESH) {
            freshBytes -= slot.bytes();
        }
        return slot.state != State.LEAVING;
    }

    /**
     * Picks units of at least {@code bytes} together, as far as there are such, for the caller to release.
     *
     * @param readAhead true for units that were fetched ahead of requests; they go last
     * @param gone takes each unit that is in memory no longer, as soon as the caller has released what was picked
     */
    List<Slot> pick(long bytes, Predicate<FetchUnit.Key> readAhead, Consumer<Slot> gone) {
        List<Slot> picked = new ArrayList<>();
        long rest = bytes - dropGone(gone);
        rest = pick(rest, true, Slot::isIdle, picked);
        rest = pick(rest, false, Slot::isIdle, picked);
        rest = pick(rest, false, slot -> !readAhead.test(slot.key), picked);
        pick(rest, false, slot -> true, picked);
        for (Slot slot : picked) {
            if (slot.isIdle()) {
                gone.accept(slot);
            } else {
                leaving.add(slot);
            }
        }
        return picked;
    }

    /** Returns the bytes of the units that are still leaving. */
    private long dropGone(Consumer<Slot> gone) {
        long bytes = 0;
        for (Iterator<Slot> all = leaving.iterator(); all.hasNext(); ) {
            Slot slot = all.next();
            if (slot.unit.buffer().refCnt() == 0) {
                all.remove();
                gone.accept(slot);
            } else {
                bytes += slot.bytes();
            }
        }
        return bytes;
    }

    /** Picks the least recently used of the units that may go. */
    private long pick(long bytes, boolean sparesFresh, Predicate<Slot> mayGo, List<Slot> picked) {
        Iterator<Slot> usedOnes = used.iterator();
        Iterator<Slot> freshOnes = fresh.iterator();
        Slot nextUsed = next(usedOnes);
        Slot nextFresh = next(freshOnes);
        long rest = bytes;
        while (rest > 0) {
            boolean spared = nextFresh == null || (sparesFresh && freshBytes <= maxFreshBytes);
            boolean takesFresh = !spared && (nextUsed == null || nextFresh.lastUse < nextUsed.lastUse);
            Slot oldest = takesFresh ? nextFresh : nextUsed;
            if (oldest == null) {
                break;
            }
            if (mayGo.test(oldest)) {
                (takesFresh ? freshOnes : usedOnes).remove();
                freshBytes -= takesFresh ? oldest.bytes() : 0;
                rest -= oldest.bytes();
                oldest.state = State.LEAVING;
                picked.add(oldest);
            }
            if (takesFresh) {
                nextFresh = next(freshOnes);
            } else {
                nextUsed = next(usedOnes);
            }
        }
        return rest;
    }

    private static @Nullable Slot next(Iterator<Slot> slots) {
        return slots.hasNext() ? slots.next() : null;
    }
}
