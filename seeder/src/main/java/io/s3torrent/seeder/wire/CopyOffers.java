package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.dispatch.CopyDispatch;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.dispatch.Leecher;
import io.s3torrent.seeder.dispatch.Offer;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.wire.upload.WireTimer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Few copies for a swarm: tells the {@link CopyDispatch} of one torrent what its peers do, and its peers what it offers.
 *
 * <p>It looks for new offers soon after something happened, and twenty times a second while there are peers. Guarded by its monitor.
 */
final class CopyOffers implements PieceOffers {
    /** News within so much time are looked at together, as each look goes over all peers. */
    private static final long SOON = Duration.ofMillis(5).toNanos();

    private static final long BEAT = Duration.ofMillis(50).toNanos();

    private static final int[] NOTHING = {};

    private final SeedTorrent torrent;
    private final PieceLayout layout;
    private final CopyDispatch<ConnectedPeer> dispatch;
    private final Map<ConnectedPeer, Leecher<ConnectedPeer>> leechers = new HashMap<>();
    /** Peers that joined since the last look: an early interest of theirs does not wait for the timer, once for each. */
    private final Set<ConnectedPeer> newcomers = new HashSet<>();

    private final WireTimer timer;
    private final BooleanSupplier spare;
    private boolean soon;
    private boolean beating;

    /**
     * The offers of one torrent.
     *
     * @param limited whether upload is
     * @param spare whether more could be uploaded than peers ask for
     */
    CopyOffers(SeedTorrent torrent, CopyPolicy policy, boolean limited, WireTimer timer, BooleanSupplier spare) {
        this.torrent = torrent;
        this.layout = torrent.metainfo().info().layout();
        this.timer = timer;
        this.spare = spare;
        this.dispatch = new CopyDispatch<>(
                policy,
                layout.pieceCount(),
                layout.pieceLength(),
                limited,
                torrent.pieces()::isCached,
                new SplittableRandom(System.nanoTime()));
    }

    @Override
    public boolean offersAll() {
        return false;
    }

    @Override
    public synchronized void joined(ConnectedPeer peer) {
        leechers.put(peer, dispatch.join(peer, System.nanoTime()));
        newcomers.add(peer);
        lookSoon();
    }

    @Override
    public synchronized void left(ConnectedPeer peer) {
        Leecher<ConnectedPeer> leecher = leechers.remove(peer);
        newcomers.remove(peer);
        if (leecher != null) {
            dispatch.leave(leecher, System.nanoTime());
            lookSoon();
        }
    }

    @Override
    public void interested(ConnectedPeer peer) {
        if (isNewcomer(peer)) {
            look();
        }
    }

    private synchronized boolean isNewcomer(ConnectedPeer peer) {
        return newcomers.contains(peer);
    }

    @Override
    public synchronized void has(ConnectedPeer peer, int piece) {
        Leecher<ConnectedPeer> leecher = leechers.get(peer);
        if (leecher != null) {
            dispatch.has(leecher, piece, System.nanoTime());
            lookSoon();
        }
    }

    @Override
    public synchronized void withdrawn(int piece) {
        dispatch.withdraw(piece);
    }

    @Override
    public void restored(int piece) {
        told(piece).forEach(peer -> peer.offer(piece));
    }

    private synchronized List<ConnectedPeer> told(int piece) {
        lookSoon();
        return dispatch.restore(piece);
    }

    @Override
    public synchronized boolean isOffering(ConnectedPeer peer) {
        Leecher<ConnectedPeer> leecher = leechers.get(peer);
        return leecher != null && dispatch.isOffering(leecher);
    }

    @Override
    public synchronized boolean mayRequest(ConnectedPeer peer, int piece) {
        Leecher<ConnectedPeer> leecher = leechers.get(peer);
        return leecher != null && dispatch.mayRequest(leecher, piece);
    }

    @Override
    public void sent(ConnectedPeer peer, int piece, int bytes) {
        int[] atOnce = count(peer, piece, bytes);
        if (atOnce.length > 0) {
            peer.offerAtOnce(atOnce);
        }
    }

    /** Counts what was sent. The result is what to offer to this peer before the next block is sent to it. */
    private synchronized int[] count(ConnectedPeer peer, int piece, int bytes) {
        Leecher<ConnectedPeer> leecher = leechers.get(peer);
        long now = System.nanoTime();
        if (leecher == null || !dispatch.sent(leecher, piece, bytes, layout.length(piece), now)) {
            return NOTHING;
        }
        lookSoon();
        return dispatch.more(leecher, now).stream().mapToInt(Offer::piece).toArray();
    }

    private void lookSoon() {
        if (!soon) {
            soon = true;
            timer.after(SOON, this::look);
        }
    }

    private void look() {
        synchronized (this) {
            soon = false;
        }
        // Both go to other objects with locks of their own: not to be asked within this monitor.
        int swarmSize = torrent.leechers().getAsInt();
        boolean isSpare = spare.getAsBoolean();
        tell(offers(swarmSize, isSpare));
    }

    private synchronized List<Offer<ConnectedPeer>> offers(int swarmSize, boolean isSpare) {
        if (!beating && !leechers.isEmpty()) {
            beating = true;
            timer.after(BEAT, this::beat);
        }
        newcomers.clear();
        dispatch.swarmSize(swarmSize);
        return dispatch.offers(System.nanoTime(), isSpare);
    }

    private void beat() {
        synchronized (this) {
            beating = false;
        }
        look();
    }

    private static void tell(List<Offer<ConnectedPeer>> offers) {
        offers.stream()
                .collect(Collectors.groupingBy(Offer::peer))
                .forEach((peer, its) ->
                        peer.offer(its.stream().mapToInt(Offer::piece).toArray()));
    }
}
