package io.s3torrent.seeder.dispatch;

import java.util.ArrayList;
import java.util.List;

/** Hands out offers: one to each peer in turn, what nobody has first. */
final class OfferRound<P> {
    private static final long WIDEN_NANOS = 250_000_000L;
    private static final long DRY_NANOS = 200_000_000L;
    private static final long RESCUE_NANOS = 100_000_000L;

    /** What a peer may have on offer while it is not known whether it is the first of a crowd: as much as it takes in this time. */
    private static final long AHEAD_NANOS = 250_000_000L;

    /** A crowd comes within so much time, each after the other within the pause. */
    private static final long CROWD_NANOS = 1_000_000_000L;

    private static final long CROWD_PAUSE_NANOS = 100_000_000L;

    /** So long the first get no more in any case where waiting costs little, as a limit saves up what is not sent. */
    private static final long LIMITED_CROWD_NANOS = 500_000_000L;

    /** Peers that were offered something and have not yet taken a byte: the rest wait, as they may be dead. */
    private static final int MOST_UNPROVEN = 32;

    private final SwarmAvailability pieces;
    private final SeedAccount account;
    private final SwarmPaces paces;
    private final int firstWindow;
    private final boolean limited;
    private List<Leecher<P>> members = List.of();
    private List<Offer<P>> offers = List.of();
    private boolean crowd;
    private boolean lonely;
    private boolean alone;
    private boolean spare;
    private long now;
    private int turn;
    private int unproven;
    private int cutOffOpen;
    private ExtraShares shares = ExtraShares.NONE;
    private long rescued;

    OfferRound(SwarmAvailability pieces, SeedAccount account, SwarmPaces paces, int firstWindow, boolean limited) {
        this.pieces = pieces;
        this.account = account;
        this.paces = paces;
        this.firstWindow = firstWindow;
        this.limited = limited;
    }

    /**
     * The offers of this moment.
     *
     * @param lonely the only member is the only one there is: nothing is withheld, once nobody may be about to come
     */
    List<Offer<P>> offers(List<Leecher<P>> members, boolean lonely, boolean spare, long now) {
        this.members = members;
        this.spare = spare;
        this.now = now;
        this.lonely = lonely;
        this.crowd = isCrowd();
        this.alone = lonely && !crowd;
        offers = new ArrayList<>();
        unproven = 0;
        cutOffOpen = 0;
        shares = ExtraShares.of(members, pieces.count, account);
        for (Leecher<P> leecher : members) {
            unproven += isUnproven(leecher) ? 1 : 0;
            cutOffOpen += leecher.cutOff ? leecher.openCount : 0;
            widen(leecher);
        }
        if (alone) {
            members.forEach(this::fill);
        } else if (lonely) {
            members.forEach(this::keepAhead);
        } else if (spare && !account.isPlentyOnOffer()) {
            members.stream().filter(this::isToGetAll).forEach(this::fill);
        } else {
            inTurn(this::giveCutOff);
        }
        inTurn(this::giveFirst);
        if (!pieces.isAnyFresh()) {
            rescue();
            inTurn(this::giveExtra);
        }
        return offers;
    }

    /** More for a peer that may be alone, by what was known in the last round; nothing for others. */
    List<Offer<P>> more(Leecher<P> leecher, long now) {
        this.now = now;
        offers = new ArrayList<>();
        if (alone) {
            fill(leecher);
        } else if (lonely) {
            keepAhead(leecher);
        }
        return offers;
    }

    /** More may be about to come: the first of them are not to get all that was saved up to be sent, or the last would have nothing to trade. */
    private boolean isCrowd() {
        if (members.isEmpty()) {
            return false;
        }
        long sinceFirst = now - members.get(0).joined;
        long sinceLast = now - members.get(members.size() - 1).joined;
        return (limited && sinceFirst < LIMITED_CROWD_NANOS)
                || (sinceFirst < CROWD_NANOS && sinceLast < CROWD_PAUSE_NANOS);
    }

    /** A way to give one peer one piece; false when it is not to have any. */
    private interface Giving<P> {
        boolean give(Leecher<P> leecher);
    }

    /** Goes round, one piece for each, until nobody takes any more: so that shares are even. */
    private void inTurn(Giving<P> giving) {
        int idle = 0;
        while (idle < members.size()) {
            turn = (turn + 1) % members.size();
            idle = giving.give(members.get(turn)) ? 0 : idle + 1;
        }
    }

    private static boolean isUnproven(Leecher<?> leecher) {
        return leecher.openCount > 0 && leecher.held == 0 && leecher.paid == 0;
    }

    private boolean isReady(Leecher<P> leecher) {
        return leecher.held + leecher.openCount < pieces.count && !leecher.rests(now);
    }

    /** Twice the window for who has got all that it was offered while the seeder has nothing better to do. */
    private void widen(Leecher<P> leecher) {
        boolean dry = leecher.openCount == 0 && leecher.unshared >= leecher.window;
        if (dry && spare && !leecher.stalled && now - leecher.widened >= WIDEN_NANOS) {
            leecher.window = Math.min(pieces.count, 2 * leecher.window);
            leecher.widened = now;
        }
    }

    /** Gives a piece that nobody has to a peer that passes on what it has. */
    private boolean giveFirst(Leecher<P> leecher) {
        boolean credit =
                crowd ? leecher.heardOf() < firstWindow : leecher.unshared < (leecher.stalled ? 1 : leecher.window);
        boolean room = leecher.openCount > 0 || leecher.held > 0 || unproven < MOST_UNPROVEN;
        if (!credit || !room || !isReady(leecher) || (!spare && account.isPlentyOnOffer())) {
            return false;
        }
        int piece = pieces.nextFresh();
        if (piece < 0) {
            return false;
        }
        unproven += leecher.openCount == 0 && leecher.held == 0 ? 1 : 0;
        offerFirst(leecher, piece);
        return true;
    }

    private void offerFirst(Leecher<P> leecher, int piece) {
        account.first();
        pieces.own(piece, leecher);
        offer(leecher, piece);
    }

    private void offer(Leecher<P> leecher, int piece) {
        account.offered();
        pieces.offered(piece);
        leecher.offer(piece, now);
        offers.add(new Offer<>(leecher.peer, piece));
        int last = leecher.lastUnheard(pieces.count);
        if (last >= 0 && leecher.lacks(last) && !pieces.isWithdrawn(last)) {
            offerLast(leecher, last);
        }
    }

    /**
     * The last piece comes right behind another: libtorrent 2.0.8 hangs up on who has everything, as soon as it hears so, unless it
     * is interested already.
     */
    private void offerLast(Leecher<P> leecher, int piece) {
        if (pieces.copies(piece) == 0) {
            offerFirst(leecher, piece);
        } else {
            offer(leecher, piece);
        }
    }

    /**
     * Gives a peer that cannot trade all that it takes: whenever half of what is on offer is gone, twice as much; four times as much
     * for a peer that is alone, because transmission requests up to six times as much each second as in the second before.
     */
    private void fill(Leecher<P> leecher) {
        if (!isReady(leecher) || leecher.openCount > leecher.pipe / 2) {
            return;
        }
        leecher.pipe = Math.min(pieces.count, (alone ? 4 : 2) * leecher.pipe);
        boolean any = true;
        while (any && leecher.openCount < leecher.pipe && isReady(leecher) && (alone || mayFill(leecher))) {
            any = giveAny(leecher);
        }
    }

    /**
     * Gives a peer that may be alone, or the first of a crowd, what it will take in the next quarter second, so that it never runs
     * dry: the rest is for those who may come.
     */
    private void keepAhead(Leecher<P> leecher) {
        long ahead = Math.max((long) firstWindow * account.pieceLength(), leecher.receivedWithin(AHEAD_NANOS, now));
        boolean any = true;
        while (any && isReady(leecher) && account.lacking(leecher) + account.pieceLength() <= ahead) {
            any = giveAny(leecher);
        }
        leecher.pipe = Math.max(leecher.pipe, leecher.openCount);
    }

    /** Where upload is short, some of it goes to those who cannot trade, piece by piece. */
    private boolean giveCutOff(Leecher<P> leecher) {
        if (!isToGetAll(leecher) || leecher.openCount > 0 || !isReady(leecher) || cutOffOpen >= account.fewOffers()) {
            return false;
        }
        cutOffOpen++;
        return giveAny(leecher);
    }

    private boolean mayFill(Leecher<P> leecher) {
        return !account.isPlentyOnOffer() && isToGetAll(leecher);
    }

    /** A peer that cannot trade gets all: at once while that costs few copies, else when it is sure. */
    private boolean isToGetAll(Leecher<P> leecher) {
        return leecher.cutOff && (account.isNearlyAllowed() || paces.isGivenUp(leecher.gained, now));
    }

    private boolean giveAny(Leecher<P> leecher) {
        int fresh = pieces.nextFresh();
        if (fresh < 0) {
            return giveRarest(leecher);
        }
        offerFirst(leecher, fresh);
        return true;
    }

    private boolean giveRarest(Leecher<P> leecher) {
        int piece = pieces.rarestFor(leecher);
        if (piece >= 0) {
            offer(leecher, piece);
        }
        return piece >= 0;
    }

    /** Gives to others what lies with peers that do not pass it on. */
    private void rescue() {
        if (now - rescued < RESCUE_NANOS || members.stream().noneMatch(this::isHoarder)) {
            return;
        }
        rescued = now;
        for (int piece = 0; piece < pieces.count; piece++) {
            Leecher<?> owner = pieces.owner(piece);
            if (owner != null && isHoarder(owner) && pieces.copies(piece) == 1) {
                rescue(piece);
            }
        }
    }

    private boolean isHoarder(Leecher<?> leecher) {
        return leecher.stalled
                && leecher.unshared > 0
                && (account.isNearlyAllowed() || paces.isGivenUp(leecher.passed, now));
    }

    private void rescue(int piece) {
        for (int i = 0; i < members.size(); i++) {
            turn = (turn + 1) % members.size();
            Leecher<P> leecher = members.get(turn);
            if (!leecher.stalled && leecher.lacks(piece) && isReady(leecher)) {
                pieces.own(piece, leecher);
                offer(leecher, piece);
                return;
            }
        }
    }

    /**
     * Gives one more copy of what few have. A peer may already have asked others for what it is offered, and takes nothing then: the
     * more it lets lie, the more it is offered.
     */
    private boolean giveExtra(Leecher<P> leecher) {
        if (!spare || !isReady(leecher) || !shares.allow(leecher, account)) {
            return false;
        }
        if (leecher.openCount >= leecher.pipe) {
            if (now - leecher.fed < DRY_NANOS) {
                return false;
            }
            leecher.pipe = Math.min(pieces.count, 2 * leecher.pipe);
            leecher.fed = now;
        }
        return giveRarest(leecher);
    }

    /**
     * What each peer may get of the copies beyond the first: equal parts, and more for those who have less than the others.
     *
     * <p>An eighth of all is kept back for the end, when some lag whose requests lie with slow neighbours: once it would do for all that is
     * still lacking, anybody may have what it lacks, and as much is given as others have made needless.
     *
     * @param bytes for one who has as much as the mean
     * @param kept bytes that are not to be given yet
     */
    private record ExtraShares(long bytes, int meanHeld, int pieceLength, long kept) {
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
}
