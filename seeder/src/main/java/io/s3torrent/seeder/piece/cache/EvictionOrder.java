package io.s3torrent.seeder.piece.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which units in memory are evicted first: the least recently used, and idle ones before those that are still being sent.
 *
 * <p>A unit is <i>fresh</i> when the hashing pass put it here and no peer has requested it yet. Fresh units are spared while they take at
 * most half of the memory together. Other units were already given to a peer, which can pass them on, but no peer has a fresh unit. A unit
 * that was picked for eviction while it is being sent is <i>leaving</i>: its memory becomes free with its last slice, as {@link #freed}
 * reports.
 *
 * <p>Used and fresh units have separate queues. So a pick visits only the units that it takes and those being sent. This class only keeps
 * track; it is not thread-safe.
 */
final class EvictionOrder {
    private final long maxFreshBytes;
    private final Set<Slot> used = new LinkedHashSet<>();
    private final Set<Slot> fresh = new LinkedHashSet<>();
    private long freshBytes;
    private long leavingBytes;
    private long clock;

    private enum State {
        USED,
        FRESH,
        /** The cache has dropped it, but it is still being sent. */
        LEAVING,
        /** It leaves the memory as soon as the cache has released it. */
        GONE
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

        /** True for a unit that was picked for eviction while it is being sent. */
        boolean isLeaving() {
            return state == State.LEAVING;
        }

        private boolean isHeld() {
            return state == State.USED || state == State.FRESH;
        }

        private int bytes() {
            return unit.buffer().capacity();
        }
    }

    /** Starts without units, for a memory of {@code memoryBytes}. */
    EvictionOrder(long memoryBytes) {
        this.maxFreshBytes = memoryBytes / 2;
    }

    /** Adds a unit that a peer requested, as the most recently used one. */
    Slot addUsed(FetchUnit.Key key, FetchUnit unit) {
        return add(new Slot(key, unit, State.USED));
    }

    /** Adds a unit that no peer has requested yet. */
    Slot addFresh(FetchUnit.Key key, FetchUnit unit) {
        return add(new Slot(key, unit, State.FRESH));
    }

    private Slot add(Slot slot) {
        slot.lastUse = clock++;
        if (slot.state == State.FRESH) {
            fresh.add(slot);
            freshBytes += slot.bytes();
        } else {
            used.add(slot);
        }
        return slot;
    }

    /** Marks the unit as used, because a peer requests it. */
    void use(Slot slot) {
        if (slot.isHeld()) {
            move(slot, State.USED);
        }
    }

    /** Gives the unit another key. This counts as a use, but a fresh unit stays fresh. */
    void rename(Slot slot, FetchUnit.Key key) {
        slot.key = key;
        if (slot.isHeld()) {
            move(slot, slot.state);
        }
    }

    private void move(Slot slot, State state) {
        remove(slot);
        slot.state = state;
        add(slot);
    }

    /**
     * Removes the unit.
     *
     * @return false when the cache has already dropped it
     */
    boolean remove(Slot slot) {
        boolean held = used.remove(slot);
        if (fresh.remove(slot)) {
            held = true;
            freshBytes -= slot.bytes();
        }
        return held;
    }

    /** Records that the last slice of a leaving unit was released. */
    void freed(Slot slot) {
        slot.state = State.GONE;
        leavingBytes -= slot.bytes();
    }

    /**
     * Picks units to evict, with at least {@code bytes} in total if possible. The caller releases them.
     *
     * @param readAhead true for units that were fetched ahead of requests; they are picked last
     */
    List<Slot> pick(long bytes, Predicate<FetchUnit.Key> readAhead) {
        List<Slot> picked = new ArrayList<>();
        long rest = bytes - leavingBytes;
        rest = pick(rest, true, Slot::isIdle, picked);
        rest = pick(rest, false, Slot::isIdle, picked);
        rest = pick(rest, false, slot -> !readAhead.test(slot.key), picked);
        pick(rest, false, slot -> true, picked);
        picked.stream().filter(Slot::isLeaving).forEach(slot -> leavingBytes += slot.bytes());
        return picked;
    }

    /** Picks the least recently used of the units that may be evicted. */
    private long pick(long bytes, boolean sparesFresh, Predicate<Slot> mayGo, List<Slot> picked) {
        Iterator<Slot> usedOnes = used.iterator();
        Iterator<Slot> freshOnes = fresh.iterator();
        Slot nextUsed = next(usedOnes);
        Slot nextFresh = next(freshOnes);
        long rest = bytes;
        while (rest > 0) {
            Slot oldest = nextUsed;
            if (nextFresh != null && !(sparesFresh && freshBytes <= maxFreshBytes)) {
                oldest = nextUsed == null || nextFresh.lastUse < nextUsed.lastUse ? nextFresh : nextUsed;
            }
            if (oldest == null) {
                break;
            }
            boolean takesFresh = oldest.state == State.FRESH;
            if (mayGo.test(oldest)) {
                (takesFresh ? freshOnes : usedOnes).remove();
                freshBytes -= takesFresh ? oldest.bytes() : 0;
                rest -= oldest.bytes();
                oldest.state = oldest.isIdle() ? State.GONE : State.LEAVING;
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
