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
 * Remembers the pieces of one torrent whose bytes were wrong, and retries them: after one minute at first, then after pauses that double up
 * to an hour.
 *
 * <p>Each round retries a few pieces, and the next round others. All pieces of an overwritten object are bad, and reading all of them again
 * and again would be expensive. If a round finds a good piece, the next round starts at once. Guarded by its monitor.
 */
final class BadPieces {
    /** The number of pieces that one round retries. */
    static final int A_ROUND = 4;

    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** An empty set that all torrents without bad pieces share. */
    private static final BitSet NONE = new BitSet();

    private final Clock clock;
    private final IntFunction<CompletableFuture<Boolean>> reread;
    private BitSet bad = NONE;
    private Duration pause = FIRST_PAUSE;
    private Instant next = Instant.MAX;
    private int cursor;
    private volatile boolean any;

    /**
     * Starts without bad pieces.
     *
     * @param reread reads a piece from the store and completes with true when it is right; never fails
     */
    BadPieces(Clock clock, IntFunction<CompletableFuture<Boolean>> reread) {
        this.clock = clock;
        this.reread = reread;
    }

    /** True for a bad piece, which must not be requested. */
    boolean contains(int piece) {
        return any && isBad(piece);
    }

    private synchronized boolean isBad(int piece) {
        return bad.get(piece);
    }

    /** True when the torrent has no bad pieces. */
    boolean isEmpty() {
        return !any;
    }

    /** Adds a bad piece. */
    synchronized void add(int piece) {
        if (!any) {
            bad = new BitSet();
            pause = FIRST_PAUSE;
            next = clock.instant().plus(pause);
        }
        bad.set(piece);
        any = true;
    }

    /** Starts a round of retries if it is due. */
    void tryDue() {
        if (isDue()) {
            List<CompletableFuture<Boolean>> tries =
                    IntStream.of(begin()).mapToObj(reread).toList();
            CompletableFuture<Void> unused = CompletableFuture.allOf(tries.toArray(CompletableFuture<?>[]::new))
                    .thenRun(() -> end(tries.stream().anyMatch(CompletableFuture::join)));
        }
    }

    /** False while a round is running. */
    private synchronized boolean isDue() {
        return !clock.instant().isBefore(next);
    }

    /** The pieces of the round that begins now. */
    private synchronized int[] begin() {
        next = Instant.MAX;
        int first = bad.nextSetBit(cursor) < 0 ? 0 : cursor;
        int[] round =
                bad.stream().filter(piece -> piece >= first).limit(A_ROUND).toArray();
        cursor = round.length == 0 ? 0 : round[round.length - 1] + 1;
        return round;
    }

    /** Removes a piece that turned out to be right. */
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
