package io.s3torrent.seeder.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Decides which pieces of one torrent each peer is offered, from reports of what the peers have and receive.
 *
 * <p>Each piece is offered to one peer until other peers are seen to have it. Events take constant time, except leaving and {@link
 * #offers}, which visit every piece or peer. Not thread-safe.
 */
public final class CopyDispatch<P> {
    /** How long a seeder that disconnected still counts: clients disconnect from peers that they do not need, but stay in the swarm. */
    private static final long GHOST_NANOS = 60_000_000_000L;

    private static final int FIRST_WINDOW_BYTES = 512 << 10;

    private final int pieceLength;
    private final int firstWindow;
    private final SwarmAvailability pieces;
    private final SeedAccount account;
    private final SwarmPaces paces;
    private final OfferRound<P> round;
    private final List<Leecher<P>> members = new ArrayList<>();
    private final Deque<Long> ghosts = new ArrayDeque<>();
    private int swarmSize;

    /**
     * Creates the dispatch of one torrent.
     *
     * @param limited true if an upload limit is set; unused upload is then saved up
     * @param cached true for a piece that can be sent without reading it from the store
     */
    public CopyDispatch(
            CopyPolicy policy,
            int pieceCount,
            int pieceLength,
            boolean limited,
            IntPredicate cached,
            RandomGenerator random) {
        this.pieceLength = pieceLength;
        this.firstWindow = Math.max(2, FIRST_WINDOW_BYTES / pieceLength);
        this.pieces = new SwarmAvailability(pieceCount, cached, random);
        this.account = new SeedAccount(policy, pieceLength);
        this.paces = new SwarmPaces(pieceLength);
        this.round = new OfferRound<>(pieces, account, paces, firstWindow, limited);
    }

    /** Adds a peer. It is assumed to have no pieces yet. */
    public Leecher<P> join(P peer, long now) {
        Leecher<P> joined = new Leecher<>(peer, firstWindow, now);
        members.add(joined);
        return joined;
    }

    /** Removes a peer. Pieces that only it had must be given again, unless it had all pieces: then it counts for a while longer. */
    public void leave(Leecher<P> leaver, long now) {
        members.remove(leaver);
        closeOffers(leaver);
        for (int piece = 0; piece < pieces.count; piece++) {
            if (pieces.owner(piece) == leaver) {
                pieces.own(piece, null);
            }
        }
        if (leaver.held == pieces.count) {
            ghosts.add(now + GHOST_NANOS);
        } else {
            leaver.has.stream().forEach(pieces::lost);
        }
    }

    private void closeOffers(Leecher<P> leecher) {
        for (int piece : leecher.open.stream().toArray()) {
            if (pieces.copies(piece) == 1) {
                account.notFirst();
            }
            account.ended(paidFor(leecher));
            leecher.close(piece);
            pieces.offerEnded(piece);
        }
    }

    /** Takes up to one piece's bytes out of the bytes that were sent towards a peer's open offers. */
    private long paidFor(Leecher<P> leecher) {
        long paid = Math.min(pieceLength, leecher.paid);
        leecher.paid -= paid;
        return paid;
    }

    /** Notes that a peer has a piece: it said so, or was sent all of it. */
    public void has(Leecher<P> leecher, int piece, long now) {
        if (leecher.has.get(piece)) {
            return;
        }
        leecher.has.set(piece);
        leecher.held++;
        pieces.held(piece); // before the offer ends, or for a moment no peer would count as having the piece
        boolean ours = leecher.open.get(piece) ? endOffer(leecher, piece, now) : leecher.offered.get(piece);
        Leecher<?> owner = pieces.owner(piece);
        if (owner == leecher) {
            leecher.passable++;
        }
        if (!ours) {
            paces.gained(leecher, now);
        }
        if (owner != null && owner != leecher) {
            pieces.own(piece, null);
            paces.passed(owner, now);
        }
    }

    /** Ends an offer. Returns true if the peer got most of the piece from us. */
    private boolean endOffer(Leecher<P> leecher, int piece, long now) {
        long paid = paidFor(leecher);
        account.ended(paid);
        leecher.took(piece, now);
        pieces.offerEnded(piece);
        return paid > pieceLength / 2;
    }

    /** False if the peer requests a piece that it was not offered. */
    public boolean mayRequest(Leecher<P> leecher, int piece) {
        return leecher.offered.get(piece);
    }

    /** True when a peer was offered a piece that it lacks. */
    public boolean isOffering(Leecher<P> leecher) {
        return leecher.offered.stream().anyMatch(piece -> !leecher.has.get(piece));
    }

    /**
     * Counts bytes of a piece that were sent to a peer. When all bytes of a piece were sent, the peer counts as having it: many clients
     * send no HAVE to a peer that has the piece.
     *
     * @param whole length of the piece
     * @return true if the peer has the piece from now on
     */
    public boolean sent(Leecher<P> leecher, int piece, int bytes, int whole, long now) {
        book(leecher, bytes, now);
        boolean all = leecher.isAllOf(piece, bytes, whole) && !leecher.has.get(piece);
        if (all) {
            has(leecher, piece, now);
        }
        return all;
    }

    private void book(Leecher<P> leecher, int bytes, long now) {
        long towardsOffers = Math.min(bytes, (long) leecher.openCount * pieceLength - leecher.paid);
        leecher.paid += towardsOffers;
        leecher.received(bytes, now);
        account.sent(bytes, towardsOffers);
    }

    /** True if a peer lacks no piece. */
    public boolean hasAll(Leecher<P> leecher) {
        return leecher.held == pieces.count;
    }

    /**
     * True if a peer may get these pieces over another connection that it opened, such as HTTP: pieces that it was offered and lacks, and
     * some that no peer has. A peer that cannot trade may get all.
     *
     * @param to end (exclusive) of the pieces
     */
    public boolean mayTake(Leecher<P> leecher, int from, int to) {
        if (round.isUnlimited(leecher)) {
            return true;
        }
        int room = round.roomToTake(leecher);
        for (int piece = from; piece < to; piece++) {
            boolean offered = leecher.offered.get(piece) && !leecher.has.get(piece);
            if (!offered && (pieces.copies(piece) > 0 || --room < 0)) {
                return false;
            }
        }
        return true;
    }

    /** True while it is not known, for a second at most, whether the only peer is alone or the first of many. */
    public boolean mayBeAlone() {
        return round.mayBeAlone();
    }

    /**
     * Notes that a peer begins to get a piece over another connection. That counts as an offer.
     *
     * @return the offers to make, because the peer may now also request the piece here; empty if it was offered the piece already
     */
    public List<Offer<P>> take(Leecher<P> leecher, int piece, long now) {
        return leecher.lacks(piece) && !pieces.isWithdrawn(piece) ? round.offers(leecher, piece, now) : List.of();
    }

    /** Marks a piece as unavailable: it is not offered any more. */
    public void withdraw(int piece) {
        pieces.withdraw(piece);
    }

    /**
     * Marks a piece as available again.
     *
     * @return the peers with an open offer of it, which may have been told that it is unavailable
     */
    public List<P> restore(int piece) {
        pieces.restore(piece);
        return members.stream()
                .filter(leecher -> leecher.open.get(piece))
                .map(leecher -> leecher.peer)
                .toList();
    }

    /** Sets the number of leechers that the trackers report for the whole swarm; 0 if unknown. */
    public void swarmSize(int leechers) {
        swarmSize = leechers;
    }

    /**
     * Returns the offers to make now. Call it after events, and several times a second.
     *
     * @param spare true if the limits allow more upload than peers request
     */
    public List<Offer<P>> offers(long now, boolean spare) {
        forgetGhosts(now);
        account.tick(now);
        // A peer that finished and disconnected may pass on its pieces. If one copy is wanted, we wait for that.
        boolean lonely = members.size() == 1 && (ghosts.isEmpty() || (swarmSize == 1 && !account.isStrict()));
        for (Leecher<P> leecher : members) {
            if (paces.ignoresOffers(leecher, now)) {
                closeOffers(leecher);
                leecher.rest(now);
            }
            if (!lonely) {
                paces.judge(leecher, pieces.known(), now);
            }
        }
        return round.offers(members, lonely && swarmSize <= 1, spare, now);
    }

    /**
     * Returns further offers for a leecher that was just sent a piece, if it may be the only one. It must hear of them before its last
     * requested block arrives: once rtorrent has all pieces that it has heard of, it waits for up to 30 s before it requests again.
     */
    public List<Offer<P>> more(Leecher<P> leecher, long now) {
        return round.more(leecher, now);
    }

    private void forgetGhosts(long now) {
        while (!ghosts.isEmpty() && ghosts.getFirst() - now <= 0) {
            ghosts.removeFirst();
            for (int piece = 0; piece < pieces.count; piece++) {
                pieces.lost(piece);
            }
        }
    }
}
