package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of the swarms of a shard, with open addressing and linear probing. It takes a quarter of the memory of {@code
 * LinkedHashMap}, and a lookup touches one cache line instead of four. The monitor of its shard guards it.
 */
final class SwarmTable {
    private static final int SAMPLE = 8;

    private @Nullable Swarm[] slots = new @Nullable Swarm[8];
    private int size;

    int size() {
        return size;
    }

    /**
     * Returns the swarm of an info-hash, or null.
     *
     * @param slot keyed hash of the info-hash
     */
    @Nullable Swarm get(InfoHash infoHash, int slot) {
        int mask = slots.length - 1;
        for (int i = slot & mask; ; i = (i + 1) & mask) {
            Swarm swarm = slots[i];
            if (swarm == null || (swarm.slot() == slot && swarm.isOf(infoHash))) {
                return swarm;
            }
        }
    }

    /** Adds a swarm that is not in the table. */
    void add(Swarm swarm) {
        if (++size > slots.length - slots.length / 4) {
            grow();
        }
        put(swarm);
    }

    void remove(Swarm swarm) {
        int mask = slots.length - 1;
        int i = swarm.slot() & mask;
        while (slots[i] != swarm) {
            i = (i + 1) & mask;
        }
        size--;
        closeGap(i);
    }

    /** Visits all swarms, and removes those for which the visitor returns true. */
    void removeIf(Predicate<Swarm> visitor) {
        for (int i = 0; i < slots.length; i++) {
            // A swarm that moves into the gap was either not visited yet, or is visited twice.
            for (Swarm swarm = slots[i]; swarm != null && visitor.test(swarm); swarm = slots[i]) {
                size--;
                closeGap(i);
            }
        }
    }

    /** Combines all swarms into one result. */
    <T> T fold(T first, BiFunction<T, Swarm, T> step) {
        T result = first;
        for (Swarm swarm : slots) {
            result = swarm == null ? result : step.apply(result, swarm);
        }
        return result;
    }

    /** Samples a few swarms at a random place and returns the one with the oldest announce; null if {@code except} is the only one. */
    @Nullable Swarm stalest(Swarm except, RandomGenerator random) {
        Swarm stalest = null;
        int start = random.nextInt(slots.length);
        for (int i = 0, seen = 0; i < slots.length && seen < SAMPLE; i++) {
            Swarm swarm = slots[(start + i) & (slots.length - 1)];
            if (swarm != null && swarm != except) {
                seen++;
                stalest = stalest == null || swarm.touched < stalest.touched ? swarm : stalest;
            }
        }
        return stalest;
    }

    private void grow() {
        @Nullable Swarm[] old = slots;
        slots = new @Nullable Swarm[old.length * 2];
        for (Swarm swarm : old) {
            if (swarm != null) {
                put(swarm);
            }
        }
    }

    private void put(Swarm swarm) {
        int mask = slots.length - 1;
        int i = swarm.slot() & mask;
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        slots[i] = swarm;
    }

    /** Moves swarms that collided into the gap, so that no search ends there too early (Knuth, vol. 3, 6.4, algorithm R). */
    private void closeGap(int gap) {
        int mask = slots.length - 1;
        slots[gap] = null;
        for (int i = (gap + 1) & mask; ; i = (i + 1) & mask) {
            Swarm swarm = slots[i];
            if (swarm == null) {
                return;
            }
            int pushed = (i - swarm.slot()) & mask;
            if (pushed >= ((i - gap) & mask)) {
                slots[gap] = swarm;
                slots[i] = null;
                gap = i;
            }
        }
    }
}
