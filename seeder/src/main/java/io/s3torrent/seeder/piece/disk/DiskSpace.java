package io.s3torrent.seeder.piece.disk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which unit lies where in a run of bytes, and which goes when room is needed.
 *
 * <p>A hand goes round. Where a new unit is to be placed, those that nobody used since the hand last came by make room for it; those
 * that were used are passed over once, those being read or written as long as they are. Pure bookkeeping; not for use by two threads
 * at once.
 */
final class DiskSpace {

    private final long bytes;
    private final int maxUnits;
    private final NavigableMap<Long, DiskSlot> places = new TreeMap<>();
    private final Map<DiskKey, DiskSlot> known = new HashMap<>();
    private long hand;

    /** An empty space of {@code bytes} for up to {@code maxUnits}. */
    DiskSpace(long bytes, int maxUnits) {
        this.bytes = bytes;
        this.maxUnits = maxUnits;
    }

    /** True when the unit is here or on its way. */
    boolean contains(DiskKey key) {
        return known.containsKey(key);
    }

    /** The place of a unit that can be read, pinned until {@link #unpin}. */
    Optional<DiskSlot> pin(DiskKey key) {
        DiskSlot slot = known.get(key);
        if (slot == null || !slot.readable) {
            return Optional.empty();
        }
        slot.used = true;
        slot.pins++;
        return Optional.of(slot);
    }

    /** Ends a pin; the place of a unit that was forgotten meanwhile is free with its last one. */
    void unpin(DiskSlot slot) {
        slot.pins--;
        if (slot.pins == 0 && !isKnown(slot)) {
            places.remove(slot.offset(), slot);
        }
    }

    /**
     * A place for a unit that is not here yet, pinned and not readable.
     *
     * @param sparesOwn true when no unit of the same content is to make room for it
     * @return nothing when all that is in its way must stay
     */
    Optional<DiskSlot> place(DiskKey key, boolean sparesOwn) {
        if (key.length() > bytes || known.containsKey(key) || !hasNumber()) {
            return Optional.empty();
        }
        // In two rounds and a bit the hand comes again to whatever it passed over because it was used.
        for (long passed = 0; passed <= 3 * bytes; ) {
            if (hand + key.length() > bytes) {
                passed += bytes - hand;
                hand = 0;
            }
            DiskSlot obstacle = obstacle(key, sparesOwn);
            if (obstacle == null) {
                return Optional.of(take(key));
            }
            if (sparesOwn && obstacle.key().content().equals(key.content())) {
                return Optional.empty();
            }
            obstacle.used = obstacle.pins > 0;
            passed += obstacle.end() - hand;
            hand = obstacle.end();
        }
        return Optional.empty();
    }

    /** The slot was written. */
    void publish(DiskSlot slot) {
        slot.readable = true;
    }

    /** Has a unit found no more; its place is free with its last pin. */
    void forget(DiskSlot slot) {
        known.remove(slot.key(), slot);
        if (slot.pins == 0) {
            places.remove(slot.offset(), slot);
        }
    }

    /** Takes over what was placed here in an earlier run; a later one was written over an earlier one. */
    void restore(DiskKey key, long offset) {
        if (offset < 0 || key.length() > bytes || offset > bytes - key.length()) {
            return;
        }
        DiskSlot old = known.get(key);
        if (old != null) {
            forget(old);
        }
        hand = offset;
        DiskSlot slot = take(key);
        slot.pins = 0;
        slot.readable = true;
        if (places.size() > maxUnits) {
            forget(places.firstEntry().getValue());
        }
    }

    /** What can be read, in the order in which it will make room. */
    List<DiskSlot> readable() {
        List<DiskSlot> all = new ArrayList<>(places.size());
        for (Collection<DiskSlot> part : behindHand()) {
            part.stream().filter(slot -> slot.readable && isKnown(slot)).forEach(all::add);
        }
        return all;
    }

    private List<Collection<DiskSlot>> behindHand() {
        return List.of(places.tailMap(hand).values(), places.headMap(hand).values());
    }

    private boolean isKnown(DiskSlot slot) {
        return known.get(slot.key()) == slot;
    }

    /** Bytes that units take. */
    long used() {
        return places.values().stream().mapToLong(slot -> slot.key().length()).sum();
    }

    private boolean hasNumber() {
        if (places.size() < maxUnits) {
            return true;
        }
        Optional<DiskSlot> next = behindHand().stream()
                .flatMap(Collection::stream)
                .filter(slot -> slot.pins == 0)
                .findFirst();
        next.ifPresent(this::forget);
        return next.isPresent();
    }

    private @Nullable DiskSlot obstacle(DiskKey key, boolean sparesOwn) {
        for (DiskSlot slot : inTheWay(key.length())) {
            if (slot.pins > 0 || slot.used || (sparesOwn && slot.key().content().equals(key.content()))) {
                return slot;
            }
        }
        return null;
    }

    private DiskSlot take(DiskKey key) {
        List.copyOf(inTheWay(key.length())).forEach(this::forget);
        DiskSlot slot = new DiskSlot(key, hand);
        slot.pins = 1;
        places.put(hand, slot);
        known.put(key, slot);
        hand += key.length();
        return slot;
    }

    /** What overlaps with so many bytes behind the hand. */
    private Collection<DiskSlot> inTheWay(int length) {
        Map.Entry<Long, DiskSlot> before = places.floorEntry(hand);
        long from = before != null && before.getValue().end() > hand ? before.getKey() : hand;
        return places.subMap(from, hand + length).values();
    }
}
