package io.s3torrent.seeder.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * One torrent's dispatch: hears what its peers have and get, answers with what each is to be offered.
 *
 * <p>Each piece is offered to one peer until others are seen to have it. Each event takes steps of constant number, but leaving and
 * {@link #offers} look at every piece or peer. Not safe for use by several threads.
 */
public final class CopyDispatch<P> {
    /** Clients hang up on those who are of no more use to them, and still are about. */
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
     * The dispatch of a torrent to peers, each known by a {@code P}.
     *
     * @param limited whether upload is, and saves up what is not sent
     * @param cached whether a piece can be given without reading it from the store
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

    /** A peer that has nothing yet, as far as we know. */
    public Leecher<P> join(P peer, long now) {
        Leecher<P> joined = new Leecher<>(peer, firstWindow, now);
        members.add(joined);
        return joined;
    }

    /** A peer is gone. What only it had must be given again; one that had everything is believed to be about for a while. */
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

    /** Takes the bytes of one piece out of what was sent towards a peer's open offers. */
    private long paidFor(Leecher<P> leecher) {
        long paid = Math.min(pieceLength, leecher.paid);
        leecher.paid -= paid;
        return paid;
    }

    /** A peer has a piece, by its word, or because it was sent all of it. */
    public void has(Leecher<P> leecher, int piece, long now) {
        if (leecher.has.get(piece)) {
            return;
        }
        leecher.has.set(piece);
        leecher.held++;
        pieces.held(piece); // before its offer ends, or nobody would have it for a moment
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

    /** True when it was mostly us who gave the piece. */
    private boolean endOffer(Leecher<P> leecher, int piece, long now) {
        long paid = paidFor(leecher);
        account.ended(paid);
        leecher.took(piece, now);
        pieces.offerEnded(piece);
        return paid > pieceLength / 2;
    }

    /** A peer asks for a block of a piece: false when it was not offered that. */
    public boolean mayRequest(Leecher<P> leecher, int piece) {
        return leecher.offered.get(piece);
    }

    /** True when a peer was offered a piece that it lacks. */
    public boolean isOffering(Leecher<P> leecher) {
        return leecher.offered.stream().anyMatch(piece -> !leecher.has.get(piece));
    }

    /**
     * Bytes of a piece are on their way to a peer. When these were all of them it has the piece: many clients send no HAVE to who has it.
     *
     * @param whole length of the piece
     * @return true when it has the piece from now on
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

    /** A piece cannot be given any more: it is offered to nobody. */
    public void withdraw(int piece) {
        pieces.withdraw(piece);
    }

    /**
     * A piece can be given again.
     *
     * @return who has an offer of it that still counts, and may have been told since that it cannot be had
     */
    public List<P> restore(int piece) {
        pieces.restore(piece);
        return members.stream()
                .filter(leecher -> leecher.open.get(piece))
                .map(leecher -> leecher.peer)
                .toList();
    }

    /** How many leechers trackers know of in the whole swarm; 0 when that is not known. */
    public void swarmSize(int leechers) {
        swarmSize = leechers;
    }

    /**
     * What is to be offered now. To be asked after events, and several times a second.
     *
     * @param spare whether upload is left that nobody asks for
     */
    public List<Offer<P>> offers(long now, boolean spare) {
        forgetGhosts(now);
        account.tick(now);
        // Who finished and hung up may pass on what it has: where one copy is to do, that is waited for.
        boolean lonely = members.size() == 1 && (ghosts.isEmpty() || (swarmSize == 1 && !account.isStrict()));
        for (Leecher<P> leecher : members) {
            if (paces.letsLie(leecher, now)) {
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
     * More for a leecher that was just sent a piece, if it may be alone. It must hear of it before the last block that it asked
     * for: rtorrent waits for up to 30 s before it asks again, once it has got all that it has heard of.
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
