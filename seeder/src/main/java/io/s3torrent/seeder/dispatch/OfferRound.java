package io.s3torrent.seeder.dispatch;

import java.util.ArrayList;
import java.util.List;

/** Makes the offers of one moment: one piece to each peer in turn, pieces that no peer has first. */
final class OfferRound<P> {
    private static final long WIDEN_NANOS = 250_000_000L;
    private static final long DRY_NANOS = 200_000_000L;
    private static final long RESCUE_NANOS = 100_000_000L;

    /** A peer that may be the first of a crowd is offered only as much as it receives in this time. */
    private static final long AHEAD_NANOS = 250_000_000L;

    /** Peers belong to one crowd if they join within this time, each within the pause after the one before. */
    private static final long CROWD_NANOS = 1_000_000_000L;

    private static final long CROWD_PAUSE_NANOS = 100_000_000L;

    /** With an upload limit, the first peers get only a few pieces for this long. It costs little, as unused upload is saved up. */
    private static final long LIMITED_CROWD_NANOS = 500_000_000L;

    /** The most peers with an offer that have not received a byte yet. They may be dead, so further peers wait. */
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
     * Returns the offers of this moment.
     *
     * @param lonely true if the only member is the only leecher; nothing is withheld from it unless it may be the first of a crowd
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

    /** Returns further offers for a peer that may be alone, as of the last round; empty for other peers. */
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

    /** Returns the offer of one piece that a peer gets over another connection, and of the last one if it follows from that. */
    List<Offer<P>> offers(Leecher<P> leecher, int piece, long now) {
        this.now = now;
        offers = new ArrayList<>();
        offerOne(leecher, piece);
        return offers;
    }

    /** True for a peer that gets all pieces that it wants, as of the last round. */
    boolean isUnlimited(Leecher<P> leecher) {
        return alone || isToGetAll(leecher);
    }

    /** True if the only peer may be alone or the first of a crowd, as of the last round. */
    boolean mayBeAlone() {
        return lonely && crowd;
    }

    /**
     * How many pieces that no peer has a peer may take over another connection. Its offers may fill its window, and these pieces may fill
     * it once more. Without this limit, one peer could keep all pieces from the others.
     */
    int roomToTake(Leecher<P> leecher) {
        return leecher.stalled ? 0 : 2 * leecher.window - leecher.unshared;
    }

    /** True if more peers may be joining now. If the first ones got all saved-up upload, the last ones would have nothing to trade. */
    private boolean isCrowd() {
        if (members.isEmpty()) {
            return false;
        }
        long sinceFirst = now - members.get(0).joined;
        long sinceLast = now - members.get(members.size() - 1).joined;
        return (limited && sinceFirst < LIMITED_CROWD_NANOS)
                || (sinceFirst < CROWD_NANOS && sinceLast < CROWD_PAUSE_NANOS);
    }

    /** A way to offer one piece to one peer. Returns false if the peer gets none. */
    private interface OfferStep<P> {
        boolean give(Leecher<P> leecher);
    }

    /** Offers one piece to each peer in turn until no peer takes another one, so that shares are even. */
    private void inTurn(OfferStep<P> step) {
        int idle = 0;
        while (idle < members.size()) {
            turn = (turn + 1) % members.size();
            idle = step.give(members.get(turn)) ? 0 : idle + 1;
        }
    }

    private static boolean isUnproven(Leecher<?> leecher) {
        return leecher.openCount > 0 && leecher.held == 0 && leecher.paid == 0;
    }

    private boolean isReady(Leecher<P> leecher) {
        return leecher.held + leecher.openCount < pieces.count && !leecher.rests(now);
    }

    /** Doubles the window of a peer that has received all its offers, if the seeder has upload to spare. */
    private void widen(Leecher<P> leecher) {
        boolean dry = leecher.openCount == 0 && leecher.unshared >= leecher.window;
        if (dry && spare && !leecher.stalled && now - leecher.widened >= WIDEN_NANOS) {
            leecher.window = Math.min(pieces.count, 2 * leecher.window);
            leecher.widened = now;
        }
    }

    /** Offers a piece that no peer has to a peer that passes on its pieces. */
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
            // The last piece follows at once, while the peer is interested in this one: libtorrent 2.0.8 disconnects a
            // peer that has everything as soon as it learns so, unless libtorrent is interested already.
            offerOne(leecher, last);
        }
    }

    /** Offers one piece to a peer that lacks it. */
    private void offerOne(Leecher<P> leecher, int piece) {
        if (pieces.copies(piece) == 0) {
            offerFirst(leecher, piece);
        } else {
            offer(leecher, piece);
        }
    }

    /**
     * Offers a peer that cannot trade as much as it accepts. Whenever half of its offers are used up, it may have twice as many, or four
     * times as many if it is alone: transmission requests up to six times as much each second as in the second before.
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
     * Offers a peer that may be alone, or the first of a crowd, as much as it will receive in the next quarter second. It never runs dry,
     * and the rest is left for peers that may join.
     */
    private void keepAhead(Leecher<P> leecher) {
        long ahead = Math.max((long) firstWindow * account.pieceLength(), leecher.receivedWithin(AHEAD_NANOS, now));
        boolean any = true;
        while (any && isReady(leecher) && account.lacking(leecher) + account.pieceLength() <= ahead) {
            any = giveAny(leecher);
        }
        leecher.pipe = Math.max(leecher.pipe, leecher.openCount);
    }

    /** Offers single pieces to peers that cannot trade, while upload is short. */
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

    /** True for a peer that cannot trade and gets every piece: at once if that costs few copies, else when it is certain to be cut off. */
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

    /** Offers pieces to other peers if their owners do not pass them on. */
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
     * Offers one more copy of a rare piece. A peer may already have requested such a piece from other peers, and then takes nothing from
     * us. Its number of offers therefore grows while it takes nothing.
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
     * Computes how much each peer may receive of the copies beyond the first: equal parts, and more for peers that have fewer pieces than
     * the others.
     *
     * <p>An eighth of the allowed bytes is reserved for the end, when some peers are stuck with requests to slow neighbours. Once the
     * reserve covers everything that is still missing, each peer may get what it lacks, and the reserve shrinks with what is missing.
     *
     * @param bytes the share of a peer that has as many pieces as the mean
     * @param kept reserved bytes
     */
    private record ExtraShares(long bytes, int meanHeld, int pieceLength, long kept) {
        static final ExtraShares NONE = new ExtraShares(0, 0, 0, 0);

        /** Computes the shares of the peers that still lack pieces. */
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

        /** True if a peer may be offered a piece that other peers have: both its own share and the seeder's account have room. */
        boolean allow(Leecher<?> leecher, SeedAccount account) {
            long afterwards = leecher.received() + account.lacking(leecher) + pieceLength;
            return afterwards <= shareOf(leecher) && account.allowsOneMore(kept);
        }

        /** The bytes that one peer may receive in total. */
        private long shareOf(Leecher<?> leecher) {
            return bytes + 2L * (meanHeld - leecher.held) * pieceLength;
        }
    }
}
