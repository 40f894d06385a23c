package io.s3torrent.seeder.wire.upload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * Who may ask for blocks when more peers want to than there are slots for.
 *
 * <p>In each turn every peer that waits is owed an equal part of what the others got; who is owed most comes next, and its turn pays
 * it all. One slot goes to any of those who wait, so that a newcomer soon has something to trade. Pure: not for two threads at once.
 *
 * @param <P> a peer
 */
public final class Choker<P> {
    /** Who is choked from now on, and who no longer. */
    public record Turn<P>(List<P> choked, List<P> unchoked) {}

    private static final class Seat {
        private boolean interested;
        private boolean unchoked;
        private double owed;
        private long sentBefore;
    }

    /** More than anybody gets in a turn: who leaves its slot unused goes first, and the longer the sooner. */
    private static final double IDLE = 1L << 50;

    private final int slots;
    private final RandomGenerator random;
    /** In the order in which they came. */
    private final Map<P, Seat> seats = new LinkedHashMap<>();

    /** Counted, since a hostile peer may change its mind a million times. */
    private int taken;

    private int waiting;

    public Choker(int slots, RandomGenerator random) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
        }
        this.slots = slots;
        this.random = random;
    }

    /** True when it may ask from now on. Who loses interest keeps its slot as long as nobody waits for one. */
    public boolean setInterested(P peer, boolean interested) {
        Seat seat = seats.computeIfAbsent(peer, key -> new Seat());
        boolean now = interested && !seat.unchoked && taken < slots;
        change(seat, interested, seat.unchoked || now);
        return now;
    }

    public void remove(P peer) {
        Seat seat = seats.remove(peer);
        if (seat != null) {
            change(seat, false, false);
        }
    }

    /** True when there are peers that want a slot and have none. */
    public boolean isAnyWaiting() {
        return waiting > 0;
    }

    private void change(Seat seat, boolean interested, boolean unchoked) {
        taken += (unchoked ? 1 : 0) - (seat.unchoked ? 1 : 0);
        waiting += (interested && !unchoked ? 1 : 0) - (waits(seat) ? 1 : 0);
        seat.interested = interested;
        seat.unchoked = unchoked;
    }

    /**
     * Ends a turn and begins the next one.
     *
     * @param sent the bytes that a peer got in all
     */
    public Turn<P> next(ToLongFunction<P> sent) {
        settle(sent);
        List<P> interested = new ArrayList<>(
                seats.keySet().stream().filter(peer -> seat(peer).interested).toList());
        interested.sort(Comparator.comparingDouble(peer -> -seat(peer).owed));
        List<P> chosen = new ArrayList<>(interested.subList(0, Math.min(slots, interested.size())));
        if (interested.size() > slots) {
            chosen.set(slots - 1, interested.get(random.nextInt(slots - 1, interested.size())));
        }
        seats.forEach((peer, seat) -> { // places that nobody wants stay as they are
            if (!seat.interested && seat.unchoked && chosen.size() < slots) {
                chosen.add(peer);
            }
        });
        return seatAll(chosen);
    }

    /** Books what was sent in the turn that ends. */
    private void settle(ToLongFunction<P> sent) {
        double sum = 0;
        for (Map.Entry<P, Seat> entry : seats.entrySet()) {
            Seat seat = entry.getValue();
            long total = sent.applyAsLong(entry.getKey());
            long got = total - seat.sentBefore;
            seat.sentBefore = total;
            sum += got;
            if (seat.unchoked) {
                seat.owed = got > 0 ? -got : Math.min(0, seat.owed) - IDLE;
            }
        }
        double part =
                (1 + sum) / Math.max(1, seats.size()); // 1: who waits is owed something even in a turn without traffic
        seats.values().stream().filter(Choker::waits).forEach(seat -> seat.owed += part);
    }

    private Turn<P> seatAll(List<P> chosen) {
        Turn<P> turn = new Turn<>(new ArrayList<>(), new ArrayList<>());
        Set<P> places = new HashSet<>(chosen);
        seats.forEach((peer, seat) -> {
            boolean place = places.contains(peer);
            if (place != seat.unchoked) {
                (place ? turn.unchoked() : turn.choked()).add(peer);
                change(seat, seat.interested, place);
            }
        });
        return turn;
    }

    private Seat seat(P peer) {
        Seat seat = seats.get(peer);
        if (seat == null) {
            throw new IllegalStateException("no seat for " + peer);
        }
        return seat;
    }

    private static boolean waits(Seat seat) {
        return seat.interested && !seat.unchoked;
    }
}
