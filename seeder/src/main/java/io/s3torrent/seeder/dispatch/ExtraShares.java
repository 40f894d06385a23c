package io.s3torrent.seeder.dispatch;

import java.util.List;

/**
 * What each peer may get of the copies beyond the first: equal parts, and more for those who have less than the others.
 *
 * <p>A part is kept back until half is passed on: from then on some lag behind whose neighbours have no upload left, and they get it.
 *
 * @param bytes for one who has as much as the mean
 * @param meanHeld pieces
 */
record ExtraShares(long bytes, int meanHeld, int pieceLength) {
    static final ExtraShares NONE = new ExtraShares(0, 0, 0);

    /** The shares of those who still lack something. */
    static ExtraShares of(List<? extends Leecher<?>> members, int pieceCount, SeedAccount account) {
        int leechers = 0;
        long received = 0;
        long held = 0;
        for (Leecher<?> leecher : members) {
            if (leecher.held < pieceCount) {
                leechers++;
                received += leecher.received;
                held += leecher.held;
            }
        }
        if (leechers == 0) {
            return NONE;
        }
        int meanHeld = (int) (held / leechers);
        long all = account.allowedTo(received);
        boolean late = meanHeld > pieceCount / 2;
        return new ExtraShares((late ? all : all * 3 / 4) / leechers, meanHeld, account.pieceLength());
    }

    /** What one peer may get in all, in bytes. */
    long of(Leecher<?> leecher) {
        return bytes + 2L * (meanHeld - leecher.held) * pieceLength;
    }
}
