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
 * Decides which peers may request blocks when more peers want to than there are upload slots.
 *
 * <p>In each turn, every waiting peer earns an equal part of the bytes that the other peers received. The peers that have earned most get
 * the next slots, and what a peer then receives counts against it. The last slot goes to a random one of the remaining peers, so that
 * a newcomer soon has something to trade. Performs no I/O; not thread-safe.
 *
 * @param <P> a peer
 */
public final class Choker<P> {
    /** The peers to choke and the peers to unchoke at the start of a turn. */
    public record Turn<P>(List<P> choked, List<P> unchoked) {}

    private static final class Seat {
        private boolean interested;
        private boolean unchoked;
        private double owed;
        private long sentBefore;
    }

    /** More bytes than any peer receives in a turn. Peers that leave their slot unused lose it first; each unused turn adds this much. */
    private static final double IDLE = 1L << 50;

    private final int slots;
    private final RandomGenerator random;
    /** In the order in which the peers joined. */
    private final Map<P, Seat> seats = new LinkedHashMap<>();

    /** Counted on each change, not on each call: a hostile peer may change its interest a million times. */
    private int taken;

    private int waiting;

    public Choker(int slots, RandomGenerator random) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
        }
        this.slots = slots;
        this.random = random;
    }

    /** Returns true if the peer gets a slot at once. A peer that loses interest keeps its slot while no other peer waits for one. */
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

    /** True if a peer wants a slot and has none. */
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
     * @param sent returns the bytes sent to a peer since it connected
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
        seats.forEach((peer, seat) -> { // slots that no other peer wants keep their peers
            if (!seat.interested && seat.unchoked && chosen.size() < slots) {
                chosen.add(peer);
            }
        });
        return seatAll(chosen);
    }

    /** Updates the accounts with the bytes sent in the turn that ends. */
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
                (1 + sum) / Math.max(1, seats.size()); // + 1: waiting peers earn something even in a turn without traffic
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
