package io.s3torrent.seeder.dispatch;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Tracks what one peer has, what it was offered, and what it did with that. Only this package uses its fields. */
public final class Leecher<P> {
    private static final long FIRST_REST = 4_000_000_000L;
    private static final long LONGEST_REST = 60_000_000_000L;

    final P peer;

    /** Pieces that the peer has, as it says. */
    final BitSet has = new BitSet();

    /** Pieces that it was ever offered. */
    final BitSet offered = new BitSet();

    /** Open offers: neither received nor given up. */
    final BitSet open = new BitSet();

    /** Bytes sent of pieces that were not yet sent whole. */
    private final Map<Integer, Integer> sentOf = new HashMap<>();

    int held;
    int openCount;

    final long joined;

    /** Bytes sent to it since it joined. */
    private long received;

    /** The time when the first of these bytes were sent. */
    private long receivedSince;

    /** Bytes sent towards open offers. */
    long paid;

    /** Pieces that only this peer was given, and no other peer is seen to have. {@code passable} of them have arrived. */
    int unshared;

    int passable;

    /** How many unshared pieces it may have. Grows with each piece that it passes on. */
    int window;

    /** The time when the window was last widened because the peer had nothing left to receive. */
    long widened;

    /** How many open offers it may have of pieces that other peers also have. */
    int pipe;

    /** The time when it was last sent bytes, or was offered more pieces to choose from. */
    long fed;

    /** The time when it last accepted bytes from us, or was offered a piece after a pause. */
    long progress;

    /** The time when it last passed a piece on, or got its first piece to pass on. */
    long passed;

    /** The time when it last got a piece from another peer, or other peers first had one for it. */
    long gained;

    /** It gets no offers before this time, because it ignored earlier ones. */
    long restsUntil;

    private long rest = FIRST_REST;

    /** True if it passes nothing on while other peers do. */
    boolean stalled;

    /** True if it ever got a piece from another peer. */
    boolean traded;

    /** True if it gets nothing from other peers while others do. */
    boolean cutOff;

    Leecher(P peer, int window, long now) {
        this.peer = peer;
        this.joined = now;
        this.window = window;
        this.pipe = window;
        this.widened = now;
        this.fed = now;
        this.progress = now;
        this.passed = now;
        this.gained = now;
        this.restsUntil = now;
    }

    /** The peer that this tracks. */
    public P peer() {
        return peer;
    }

    /** Counts bytes sent to it. */
    void received(int bytes, long now) {
        if (received == 0) {
            receivedSince = now;
        }
        received += bytes;
        fed = now;
        progress = now;
    }

    /** Bytes sent to it since it joined. */
    long received() {
        return received;
    }

    /** Bytes sent to it in {@code nanos} at its mean rate so far, or all bytes sent if it has received for a shorter time. */
    long receivedWithin(long nanos, long now) {
        long took = now - receivedSince;
        return took <= nanos ? received : (long) ((double) received * nanos / took);
    }

    boolean lacks(int piece) {
        return !has.get(piece) && !open.get(piece);
    }

    void offer(int piece, long now) {
        if (openCount == 0) {
            progress = now;
        }
        open.set(piece);
        offered.set(piece);
        openCount++;
    }

    /** Counts bytes of a piece sent to it. Returns true when the whole piece was sent. Repeated requests count repeatedly. */
    boolean isAllOf(int piece, int bytes, int whole) {
        boolean all = sentOf.merge(piece, bytes, Integer::sum) >= whole;
        if (all) {
            sentOf.remove(piece);
        }
        return all;
    }

    /** The number of pieces that it was ever offered. */
    int heardOf() {
        return offered.cardinality();
    }

    /** The only one of {@code pieces} pieces that it was never offered; -1 if there is not exactly one. */
    int lastUnheard(int pieces) {
        return heardOf() == pieces - 1 ? offered.nextClearBit(0) : -1;
    }

    /** Notes that it has received an offered piece, from us or from another peer. */
    void took(int piece, long now) {
        close(piece);
        progress = now;
        rest = FIRST_REST;
    }

    void close(int piece) {
        open.clear(piece);
        openCount--;
    }

    /** Pauses offers because it ignored earlier ones. Each pause is longer than the last. */
    void rest(long now) {
        restsUntil = now + rest;
        rest = Math.min(LONGEST_REST, 2 * rest);
        window = 1;
        pipe = 1;
    }

    boolean rests(long now) {
        return now - restsUntil < 0;
    }

    /** Makes this peer the only one that is expected to pass a piece on. */
    void own() {
        unshared++;
    }

    /** Reverses {@link #own}. */
    void disown(int piece) {
        unshared--;
        if (has.get(piece)) {
            passable--;
        }
    }
}
