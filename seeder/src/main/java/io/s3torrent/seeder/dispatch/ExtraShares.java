package io.s3torrent.seeder.dispatch;

import java.util.List;

/**
 * What each peer may get of the copies beyond the first: equal parts, and more for those who have less than the others.
 *
 * <p>An eighth of all is kept back for the end, when some lag whose requests lie with slow neighbours: once it would do for all that is
 * still lacking, anybody may have what it lacks, and as much is given as others have made needless.
 *
 * @param bytes for one who has as much as the mean
 * @param kept bytes that are not to be given yet
 */
record ExtraShares(long bytes, int meanHeld, int pieceLength, long kept) {
    static final ExtraShares NONE = new ExtraShares(0, 0, 0, 0);

    /** The shares of those who still lack something. */
    static ExtraShares of(List<? extends Leecher<?>> members, int pieceCount, SeedAccount account) {
        int leechers = 0;
        long received = 0;
        long held = 0;
        for (Leecher<?> leecher : members) {
            if (leecher.held < pieceCount) {
                leechers++;
                received += leecher.received();
                held += leecher.held;
            }
        }
        if (leechers == 0) {
            return NONE;
        }
        long all = account.allowedTo(received);
        long lacking = ((long) leechers * pieceCount - held) * account.pieceLength();
        long kept = all / 8;
        if (lacking < kept) {
            return new ExtraShares(all, pieceCount, account.pieceLength(), lacking);
        }
        return new ExtraShares((all - kept) / leechers, (int) (held / leechers), account.pieceLength(), kept);
    }

    /** True when a peer may be offered a piece that others have: its own share and the whole seeder's account have room for it. */
    boolean allow(Leecher<?> leecher, SeedAccount account) {
        long afterwards = leecher.received() + account.lacking(leecher) + pieceLength;
        return afterwards <= shareOf(leecher) && account.allowsOneMore(kept);
    }

    /** What one peer may get in all, in bytes. */
    private long shareOf(Leecher<?> leecher) {
        return bytes + 2L * (meanHeld - leecher.held) * pieceLength;
    }
}
