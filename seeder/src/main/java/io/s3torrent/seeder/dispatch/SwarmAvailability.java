package io.s3torrent.seeder.dispatch;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Tracks how many peers have each piece, how many are receiving it from us, and which peer alone is expected to pass it on. */
final class SwarmAvailability {
    /** The most candidates that are examined for one choice. */
    private static final int LOOK = 1024;

    private static final int LOOK_IN_CACHE = 32;

    final int count;
    private final int[] holders;
    private final int[] offers;
    private final @Nullable Leecher<?>[] owners;

    /** Pieces that no peer has and no peer is receiving. */
    private final BitSet fresh = new BitSet();

    /** Pieces that are not available. */
    private final BitSet withdrawn = new BitSet();

    private final IntPredicate cached;
    private final RandomGenerator random;
    private int cursor;
    private int known;

    SwarmAvailability(int count, IntPredicate cached, RandomGenerator random) {
        this.count = count;
        this.holders = new int[count];
        this.offers = new int[count];
        this.owners = new @Nullable Leecher<?>[count];
        this.cached = cached;
        this.random = random;
        fresh.set(0, count);
    }

    boolean isAnyFresh() {
        return !fresh.isEmpty();
    }

    /** The number of pieces that at least one peer has. */
    int known() {
        return known;
    }

    /** Returns a piece that no peer has, preferably a cached one nearby; -1 if there is none. */
    int nextFresh() {
        int next = fresh.nextSetBit(cursor);
        cursor = next >= 0 ? next : Math.max(0, fresh.nextSetBit(0));
        int piece = fresh.nextSetBit(cursor);
        for (int looked = 0; piece >= 0 && looked < LOOK_IN_CACHE; looked++) {
            if (cached.test(piece)) {
                return piece;
            }
            piece = fresh.nextSetBit(piece + 1);
        }
        return fresh.nextSetBit(cursor);
    }

    /** Returns a rare piece that the peer lacks, preferably a cached one; -1 if there is none. */
    int rarestFor(Leecher<?> leecher) {
        int start = random.nextInt(count);
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        for (int i = 0, looked = 0; i < count && looked < LOOK && bestRank > 0; i++) {
            int piece = (start + i) % count;
            if (leecher.lacks(piece) && !withdrawn.get(piece)) {
                looked++;
                int rank = rank(piece, bestRank);
                if (rank < bestRank) {
                    best = piece;
                    bestRank = rank;
                }
            }
        }
        return best;
    }

    private int rank(int piece, int best) {
        int rank = 2 * copies(piece);
        return rank < best && !cached.test(piece) ? rank + 1 : rank;
    }

    /** How many peers have this piece or are receiving it from us. */
    int copies(int piece) {
        return holders[piece] + offers[piece];
    }

    @Nullable Leecher<?> owner(int piece) {
        return owners[piece];
    }

    /** Sets the peer that alone is expected to pass a piece on, or null. */
    void own(int piece, @Nullable Leecher<?> owner) {
        Leecher<?> before = owners[piece];
        if (before != null) {
            before.disown(piece);
        }
        owners[piece] = owner;
        if (owner != null) {
            owner.own();
        }
    }

    void offered(int piece) {
        offers[piece]++;
        fresh.clear(piece);
    }

    void offerEnded(int piece) {
        offers[piece]--;
        renew(piece);
    }

    void held(int piece) {
        if (holders[piece]++ == 0) {
            known++;
        }
        fresh.clear(piece);
    }

    void lost(int piece) {
        if (--holders[piece] == 0) {
            known--;
        }
        renew(piece);
    }

    /** Marks a piece as unavailable. */
    void withdraw(int piece) {
        withdrawn.set(piece);
        fresh.clear(piece);
    }

    /** Marks a piece as available again. */
    void restore(int piece) {
        withdrawn.clear(piece);
        renew(piece);
    }

    boolean isWithdrawn(int piece) {
        return withdrawn.get(piece);
    }

    private void renew(int piece) {
        if (copies(piece) == 0) {
            fresh.set(piece, !withdrawn.get(piece));
            own(piece, null);
        }
    }
}
