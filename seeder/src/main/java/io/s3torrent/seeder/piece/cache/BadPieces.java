package io.s3torrent.seeder.piece.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;

/**
 * The pieces of one torrent whose bytes were wrong, and when some of them are tried again: after one minute, then after pauses that
 * double up to an hour.
 *
 * <p>A round tries a few of them, the next round others: an object that was overwritten in place has nothing but bad pieces, and must not
 * be read again and again. A round that finds a good one is followed by the next at once. Guarded by its monitor.
 */
final class BadPieces {
    /** Pieces that are tried in one round. */
    static final int A_ROUND = 4;

    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** One for all torrents without bad pieces. */
    private static final BitSet NONE = new BitSet();

    private BitSet bad = NONE;
    private Duration pause = FIRST_PAUSE;
    private Instant next = Instant.MAX;
    private int cursor;
    private volatile boolean any;

    /** True for a piece that is not to be asked for. */
    boolean contains(int piece) {
        return any && isBad(piece);
    }

    private synchronized boolean isBad(int piece) {
        return bad.get(piece);
    }

    /** True when there is no bad piece. */
    boolean isEmpty() {
        return !any;
    }

    /** A piece is wrong. */
    synchronized void add(int piece, Instant now) {
        if (!any) {
            bad = new BitSet();
            pause = FIRST_PAUSE;
            next = now.plus(pause);
        }
        bad.set(piece);
        any = true;
    }

    /** When the next round is due; {@link Instant#MAX} while one goes on, or when there is nothing to try. */
    synchronized Instant next() {
        return next;
    }

    /** Begins a round: the pieces to try. The end of it must be told. */
    synchronized int[] begin() {
        next = Instant.MAX;
        int first = bad.nextSetBit(cursor) < 0 ? 0 : cursor;
        int[] round =
                bad.stream().filter(piece -> piece >= first).limit(A_ROUND).toArray();
        cursor = round.length == 0 ? 0 : round[round.length - 1] + 1;
        return round;
    }

    /** A piece turned out to be right. */
    synchronized void remove(int piece) {
        bad.clear(piece);
        any = !bad.isEmpty();
    }

    /** A round has ended. */
    synchronized void end(boolean foundGood, Instant now) {
        if (bad.isEmpty()) {
            bad = NONE;
            next = Instant.MAX;
        } else {
            pause = foundGood ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
            next = foundGood ? now : now.plus(pause);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
