package io.s3torrent.seeder.dispatch;

/** Judges who keeps up with the swarm, in passing on and in getting. */
final class SwarmPaces {
    private static final long SECOND = 1_000_000_000L;

    /** What is offered to a peer and not taken for so long is given to another. */
    private static final long OFFER_LIES = 6 * SECOND;

    /** Others look anew every 10 seconds at whom they give: who has traded before may have bad luck for so long. */
    private static final long LONGEST_CHOKE = 12 * SECOND;

    /**
     * How long to wait for peers that may still trade, when to give up on them would cost more copies than wanted: most clients decide
     * every 10 s to whom they upload. rtorrent decides every 30 s, and every 30 s from whom it downloads. In a swarm in which nobody has
     * traded yet, perhaps nobody can.
     */
    private static final long GIVEN_UP = 35 * SECOND;

    private static final long GIVEN_UP_BY_TRADERS = 70 * SECOND;

    /** Until it is known how fast a swarm is, 2 MB/s are usual, and at least four pieces and at most one in two seconds. */
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

    /** A piece that only this peer had is seen elsewhere. */
    void passed(Leecher<?> owner, long now) {
        passing.took(now - owner.passed);
        owner.passed = now;
        owner.stalled = false;
        owner.window++;
    }

    /** A peer has a piece that we did not give it. */
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

    /** Judges one peer of a swarm in which {@code known} pieces are about. */
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

    /** A newcomer is soon seen to be cut off; while others begin to trade, one after the other, it waits for its turn. */
    private long patience(Leecher<?> leecher, long now) {
        if (leecher.traded) {
            return LONGEST_CHOKE;
        }
        boolean moreAndMoreTrade = traders > 0 && now - newestTrader < 4 * SECOND;
        return moreAndMoreTrade ? 30 * SECOND : 3 * SECOND;
    }

    /** True when nothing more is to be expected of a peer that has passed on, or gained, nothing since then, whatever client it is. */
    boolean isGivenUp(long since, long now) {
        return now - since > (traders > 0 ? GIVEN_UP_BY_TRADERS : GIVEN_UP);
    }

    /** It was offered something and lets it lie. */
    boolean letsLie(Leecher<?> leecher, long now) {
        return leecher.openCount > 0 && now - leecher.progress > OFFER_LIES;
    }

    /**
     * How long it usually takes in this swarm until a peer does something again, and whether one takes much longer.
     *
     * <p>A measure that swarms of all speeds bring along: what is a stall among servers is quick among modems.
     */
    private static final class PaceEstimate {
        /** So many times the mean is no chance any more. */
        private static final int STALL = 6;

        private static final int MEMORY = 8;
        private static final int OUTLIER = 4;
        private long mean;

        /** Until more is known, {@code mean} nanoseconds are usual. */
        PaceEstimate(long mean) {
            this.mean = mean;
        }

        /** It took so many nanoseconds. One slow peer must not make slowness usual. */
        void took(long nanos) {
            mean += (Math.min(nanos, OUTLIER * mean) - mean) / MEMORY;
            mean = Math.max(mean, MEMORY); // or it could never grow again
        }

        /** True when somebody has done nothing for so long, {@code shortest} nanoseconds at least, that nothing more is to be expected. */
        boolean isStall(long nanos, long shortest) {
            return nanos > Math.max(shortest, STALL * mean);
        }
    }
}
