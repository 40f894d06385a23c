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
 * Assigns places in the file to units, and decides which units make room for new ones.
 *
 * <p>It uses the clock algorithm: a hand moves round the file, and new units are placed at the hand. Units that were not used since the
 * hand last passed make room. Used units are passed over once; units that are being read or written are passed over as long as that lasts.
 * This class only keeps track; it is not thread-safe.
 */
final class DiskSpace {

    private final long bytes;
    private final int maxUnits;
    private final NavigableMap<Long, DiskSlot> places = new TreeMap<>();
    private final Map<DiskKey, DiskSlot> known = new HashMap<>();
    private long hand;

    /** Makes an empty space of {@code bytes} for up to {@code maxUnits}. */
    DiskSpace(long bytes, int maxUnits) {
        this.bytes = bytes;
        this.maxUnits = maxUnits;
    }

    /** True when the unit is here or being written. */
    boolean contains(DiskKey key) {
        return known.containsKey(key);
    }

    /** The place of a readable unit, pinned until {@link #unpin}. */
    Optional<DiskSlot> pin(DiskKey key) {
        DiskSlot slot = known.get(key);
        if (slot == null || !slot.readable) {
            return Optional.empty();
        }
        slot.used = true;
        slot.pins++;
        return Optional.of(slot);
    }

    /** Ends a pin. The place of a unit that was forgotten in the meantime becomes free with its last pin. */
    void unpin(DiskSlot slot) {
        slot.pins--;
        if (slot.pins == 0 && !isKnown(slot)) {
            places.remove(slot.offset(), slot);
        }
    }

    /**
     * Assigns a place to a new unit, pinned and not yet readable.
     *
     * @param sparesOwn true when units of the same content must not make room for it
     * @return empty when every obstacle must stay
     */
    Optional<DiskSlot> place(DiskKey key, boolean sparesOwn) {
        if (key.length() > bytes || known.containsKey(key) || !hasNumber()) {
            return Optional.empty();
        }
        // Units that were passed over because they were used come up again within two rounds and a bit.
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

    /** Makes the unit readable after it was written. */
    void publish(DiskSlot slot) {
        slot.readable = true;
    }

    /** Removes the unit from the lookup; its place becomes free with its last pin. */
    void forget(DiskSlot slot) {
        known.remove(slot.key(), slot);
        if (slot.pins == 0) {
            places.remove(slot.offset(), slot);
        }
    }

    /** Restores a unit of an earlier run. Where units overlap, the later one has overwritten the earlier one. */
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

    /** The readable units, in the order in which they will make room. */
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

    /** The total bytes of all units. */
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

    /** The units that overlap with this many bytes after the hand. */
    private Collection<DiskSlot> inTheWay(int length) {
        Map.Entry<Long, DiskSlot> before = places.floorEntry(hand);
        long from = before != null && before.getValue().end() > hand ? before.getKey() : hand;
        return places.subMap(from, hand + length).values();
    }
}
