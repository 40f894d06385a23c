package io.s3torrent.seeder.dispatch;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What one peer has, was offered, and made of it. Made by {@link CopyDispatch#join}; only this package looks inside. */
public final class Leecher<P> {
    private static final long FIRST_REST = 4_000_000_000L;
    private static final long LONGEST_REST = 60_000_000_000L;

    final P peer;

    /** Pieces it has, by its own words. */
    final BitSet has = new BitSet();

    /** Pieces it ever heard of from us. */
    final BitSet offered = new BitSet();

    /** Offers that count: neither got nor given up. */
    final BitSet open = new BitSet();

    /** Bytes it was sent of pieces of which it was not yet sent all. */
    private final Map<Integer, Integer> sentOf = new HashMap<>();

    int held;
    int openCount;

    final long joined;

    /** Bytes it was sent in all. */
    private long received;

    /** When the first of them were sent. */
    private long receivedSince;

    /** Bytes sent towards open offers. */
    long paid;

    /** Pieces that only it was given and nobody else is seen to have; of these, {@code passable} have arrived. */
    int unshared;

    int passable;

    /** How many unshared pieces it may have: more, the more it passes on. */
    int window;

    /** When the window was last made wider for want of anything to do. */
    long widened;

    /** How many open offers it may have of what others have, too. */
    int pipe;

    /** When it was last sent anything, or offered more to choose from. */
    long fed;

    /** When it last took something from us, or was offered something after a pause. */
    long progress;

    /** When it last passed a piece on, or had the first to pass on. */
    long passed;

    /** When it last got a piece from others, or there was the first to get. */
    long gained;

    /** No offers before this: it let those before it lie, and for how long it rests the next time. */
    long restsUntil;

    private long rest = FIRST_REST;

    /** It passes nothing on, as others do. */
    boolean stalled;

    /** It got something from others before. */
    boolean traded;

    /** It gets nothing from others, as others do. */
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

    /** Counts bytes it was sent. */
    void received(int bytes, long now) {
        if (received == 0) {
            receivedSince = now;
        }
        received += bytes;
        fed = now;
        progress = now;
    }

    /** Bytes it was sent in all. */
    long received() {
        return received;
    }

    /** Bytes it is sent in so many nanoseconds, by its mean rate so far; what it was sent in all while that took less. */
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

    /** Counts bytes it was sent of a piece: true when that were all. What it asks for twice counts twice. */
    boolean isAllOf(int piece, int bytes, int whole) {
        boolean all = sentOf.merge(piece, bytes, Integer::sum) >= whole;
        if (all) {
            sentOf.remove(piece);
        }
        return all;
    }

    /** Pieces that it ever heard of from us. */
    int heardOf() {
        return offered.cardinality();
    }

    /** The only piece of so many that it never heard of from us; -1 when there is none, or are more. */
    int lastUnheard(int pieces) {
        return heardOf() == pieces - 1 ? offered.nextClearBit(0) : -1;
    }

    /** It has got what it was offered, from whomever. */
    void took(int piece, long now) {
        close(piece);
        progress = now;
        rest = FIRST_REST;
    }

    void close(int piece) {
        open.clear(piece);
        openCount--;
    }

    /** It let offers lie: none for a while, and longer the next time. */
    void rest(long now) {
        restsUntil = now + rest;
        rest = Math.min(LONGEST_REST, 2 * rest);
        window = 1;
        pipe = 1;
    }

    boolean rests(long now) {
        return now - restsUntil < 0;
    }

    /** It alone is to pass this piece on. */
    void own() {
        unshared++;
    }

    /** It is so no longer. */
    void disown(int piece) {
        unshared--;
        if (has.get(piece)) {
            passable--;
        }
    }
}
