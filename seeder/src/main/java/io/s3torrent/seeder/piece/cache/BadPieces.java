package io.s3torrent.seeder.piece.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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

    private final Clock clock;
    private final IntFunction<CompletableFuture<Boolean>> reread;
    private BitSet bad = NONE;
    private Duration pause = FIRST_PAUSE;
    private Instant next = Instant.MAX;
    private int cursor;
    private volatile boolean any;

    /**
     * No bad pieces yet.
     *
     * @param reread reads a piece anew and tells whether it is right; never fails
     */
    BadPieces(Clock clock, IntFunction<CompletableFuture<Boolean>> reread) {
        this.clock = clock;
        this.reread = reread;
    }

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
    synchronized void add(int piece) {
        if (!any) {
            bad = new BitSet();
            pause = FIRST_PAUSE;
            next = clock.instant().plus(pause);
        }
        bad.set(piece);
        any = true;
    }

    /** Tries a few of them again when the next round is due. */
    void tryDue() {
        if (isDue()) {
            List<CompletableFuture<Boolean>> tries =
                    IntStream.of(begin()).mapToObj(reread).toList();
            CompletableFuture<Void> unused = CompletableFuture.allOf(tries.toArray(CompletableFuture<?>[]::new))
                    .thenRun(() -> end(tries.stream().anyMatch(CompletableFuture::join)));
        }
    }

    /** False while a round goes on. */
    private synchronized boolean isDue() {
        return !clock.instant().isBefore(next);
    }

    /** The pieces to try in the round that begins. */
    private synchronized int[] begin() {
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

    private synchronized void end(boolean foundGood) {
        if (bad.isEmpty()) {
            bad = NONE;
            next = Instant.MAX;
        } else {
            pause = foundGood ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
            next = foundGood ? clock.instant() : clock.instant().plus(pause);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
