package io.s3torrent.seeder.dispatch;

/** Judges which peers keep up with their swarm in passing pieces on and in receiving them. */
final class SwarmPaces {
    private static final long SECOND = 1_000_000_000L;

    /** An offer that its peer ignores for this long is given to another peer. */
    private static final long OFFER_LIES = 6 * SECOND;

    /** Other clients choose the peers that they upload to every 10 seconds. A peer that has traded may be unlucky for this long. */
    private static final long LONGEST_CHOKE = 12 * SECOND;

    /**
     * How long to wait for peers that may still trade, if giving up on them would cost more copies than wanted. Most clients decide every
     * 10 s which peers to upload to. rtorrent decides every 30 s, and chooses its sources every 30 s. If no peer of a swarm has traded
     * yet, perhaps none can.
     */
    private static final long GIVEN_UP = 35 * SECOND;

    private static final long GIVEN_UP_BY_TRADERS = 70 * SECOND;

    /** Assumed until the swarm's speed is known; a piece then takes between a quarter second and two seconds. */
    private static final long USUAL_BYTES_PER_SECOND = 2_000_000;

    private final PaceEstimate passing;
    private final PaceEstimate gaining;
    private int traders;
    private long newestTrader;

    SwarmPaces(int pieceLength) {
        long usual = pieceLength * SECOND / USUAL_BYTES_PER_SECOND;
        long first = Math.max(SECOND / 4, Math.min(2 * SECOND, usual));
        passing = new PaceEstimate(first);
        gaining = new PaceEstimate(first);
    }

    /** Notes that another peer has a piece that only {@code owner} had. */
    void passed(Leecher<?> owner, long now) {
        passing.took(now - owner.passed);
        owner.passed = now;
        owner.stalled = false;
        owner.window++;
    }

    /** Notes that a peer has a piece that we did not give it. */
    void gained(Leecher<?> leecher, long now) {
        gaining.took(now - leecher.gained);
        leecher.gained = now;
        leecher.cutOff = false;
        if (!leecher.traded) {
            leecher.traded = true;
            traders++;
            newestTrader = now;
        }
    }

    /** Judges one peer. At least one peer of the swarm has each of {@code known} pieces. */
    void judge(Leecher<?> leecher, int known, long now) {
        if (leecher.passable == 0) {
            leecher.passed = now;
        }
        if (!leecher.stalled && passing.isStall(now - leecher.passed, SECOND)) {
            leecher.stalled = true;
            leecher.window = 1;
        }
        if (known <= leecher.held) {
            leecher.gained = now;
        }
        if (!leecher.cutOff && gaining.isStall(now - leecher.gained, patience(leecher, now))) {
            leecher.cutOff = true;
            leecher.pipe = 1;
        }
    }

    /** How long a peer may gain nothing. A newcomer is soon seen to be cut off, but waits longer while other peers begin to trade. */
    private long patience(Leecher<?> leecher, long now) {
        if (leecher.traded) {
            return LONGEST_CHOKE;
        }
        boolean moreAndMoreTrade = traders > 0 && now - newestTrader < 4 * SECOND;
        return moreAndMoreTrade ? 30 * SECOND : 3 * SECOND;
    }

    /** True if a peer that has passed on or gained nothing since this time can be given up, whatever client it is. */
    boolean isGivenUp(long since, long now) {
        return now - since > (traders > 0 ? GIVEN_UP_BY_TRADERS : GIVEN_UP);
    }

    /** True if the peer ignores what it was offered. */
    boolean letsLie(Leecher<?> leecher, long now) {
        return leecher.openCount > 0 && now - leecher.progress > OFFER_LIES;
    }

    /**
     * Estimates how long peers of this swarm usually take between two events, and detects a peer that takes much longer.
     *
     * <p>The measure comes from the swarm itself: a pause that means a stall among servers is short among modems.
     */
    private static final class PaceEstimate {
        /** A pause of this many times the mean is not chance. */
        private static final int STALL = 6;

        private static final int MEMORY = 8;
        private static final int OUTLIER = 4;
        private long mean;

        /** Assumes {@code mean} nanoseconds until more is known. */
        PaceEstimate(long mean) {
            this.mean = mean;
        }

        /** Adds a measured pause. Outliers are cut off, so that one slow peer does not make slowness usual. */
        void took(long nanos) {
            mean += (Math.min(nanos, OUTLIER * mean) - mean) / MEMORY;
            mean = Math.max(mean, MEMORY); // a smaller mean could never grow again
        }

        /** True if a pause of at least {@code shortest} nanoseconds is so long that nothing more can be expected. */
        boolean isStall(long nanos, long shortest) {
            return nanos > Math.max(shortest, STALL * mean);
        }
    }
}
