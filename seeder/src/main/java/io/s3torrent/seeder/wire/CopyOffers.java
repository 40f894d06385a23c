package io.s3torrent.seeder.wire;

import io.s3torrent.net.Cidr;
import io.s3torrent.seeder.dispatch.CopyDispatch;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.dispatch.Leecher;
import io.s3torrent.seeder.dispatch.Offer;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.wire.connect.AnnouncedPeers;
import io.s3torrent.seeder.wire.upload.WireTimer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Connects the {@link CopyDispatch} of one torrent with its peers: reports what the peers do, and sends them the dispatch's offers.
 *
 * <p>It looks for new offers soon after each event, and twenty times a second while there are peers. Guarded by its monitor.
 */
final class CopyOffers implements PieceOffers {
    /** Events within this time share one look for offers, because each look visits all peers. */
    private static final long LOOK_DELAY = Duration.ofMillis(5).toNanos();

    private static final long LOOK_INTERVAL = Duration.ofMillis(50).toNanos();

    private static final int[] NOTHING = {};

    private final SeedTorrent torrent;
    private final PieceLayout layout;
    private final CopyDispatch<ConnectedPeer> dispatch;
    private final Map<ConnectedPeer, Leecher<ConnectedPeer>> leechers = new HashMap<>();
    private final Map<Cidr, List<Leecher<ConnectedPeer>>> byAddress = new HashMap<>();
    /** Peers that joined since the last look for offers. The first interest of such a peer starts a look at once. */
    private final Set<ConnectedPeer> newcomers = new HashSet<>();

    private final AnnouncedPeers announced;
    private final WireTimer timer;
    private final BooleanSupplier spare;
    private boolean lookScheduled;
    private boolean intervalScheduled;

    /**
     * Creates the offers of one torrent.
     *
     * @param announced the peers that are expected to connect
     * @param limited whether an upload limit is set
     * @param spare true when the limits allow more upload than peers request
     */
    CopyOffers(
            SeedTorrent torrent,
            CopyPolicy policy,
            AnnouncedPeers announced,
            boolean limited,
            WireTimer timer,
            BooleanSupplier spare) {
        this.torrent = torrent;
        this.announced = announced;
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
        Leecher<ConnectedPeer> leecher = dispatch.join(peer, System.nanoTime());
        leechers.put(peer, leecher);
        peer.block()
                .ifPresent(block -> byAddress
                        .computeIfAbsent(block, address -> new ArrayList<>(1))
                        .add(leecher));
        newcomers.add(peer);
        lookSoon();
    }

    @Override
    public synchronized void left(ConnectedPeer peer) {
        Leecher<ConnectedPeer> leecher = leechers.remove(peer);
        newcomers.remove(peer);
        if (leecher != null) {
            peer.block()
                    .ifPresent(block -> byAddress.computeIfPresent(block, (address, its) -> {
                        its.remove(leecher);
                        return its.isEmpty() ? null : its;
                    }));
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
        restoredFor(piece).forEach(peer -> peer.offer(piece));
    }

    private synchronized List<ConnectedPeer> restoredFor(int piece) {
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

    /** Counts bytes sent. Returns the pieces to offer to this peer before it gets the next block. */
    private synchronized int[] count(ConnectedPeer peer, int piece, int bytes) {
        Leecher<ConnectedPeer> leecher = leechers.get(peer);
        long now = System.nanoTime();
        if (leecher == null || !dispatch.sent(leecher, piece, bytes, layout.length(piece), now)) {
            return NOTHING;
        }
        lookSoon();
        return dispatch.more(leecher, now).stream().mapToInt(Offer::piece).toArray();
    }

    @Override
    public synchronized Access access(InetAddress client, int from, int to) {
        Cidr block = ConnectedPeer.block(client);
        List<Leecher<ConnectedPeer>> its = leechersAt(block);
        if (its.isEmpty()) {
            return isExpectedToTrade(block) ? Access.UNDECIDED : Access.ALLOWED;
        }
        if (its.stream().anyMatch(leecher -> dispatch.mayTake(leecher, from, to))) {
            return Access.ALLOWED;
        }
        return newcomers.isEmpty() && !dispatch.mayBeAlone() ? Access.WITHHELD : Access.UNDECIDED;
    }

    /** True if a peer at this address will probably connect soon, and is not the only one. */
    private boolean isExpectedToTrade(Cidr block) {
        int expected = announced.countWith(torrent.metainfo().infoHash(), block, System.nanoTime());
        return expected > 1 || (expected == 1 && !leechers.isEmpty());
    }

    @Override
    public IntConsumer reading(InetAddress client, int piece) {
        Optional<Leecher<ConnectedPeer>> reader;
        List<Offer<ConnectedPeer>> offers;
        synchronized (this) {
            reader = leechersAt(ConnectedPeer.block(client)).stream()
                    .filter(leecher -> dispatch.mayTake(leecher, piece, piece + 1))
                    .findFirst();
            offers = reader.map(leecher -> dispatch.take(leecher, piece, System.nanoTime()))
                    .orElse(List.of());
        }
        tell(offers);
        return reader.map(Leecher::peer)
                .<IntConsumer>map(peer -> bytes -> sentElsewhere(peer, piece, bytes))
                .orElse(bytes -> {});
    }

    private void sentElsewhere(ConnectedPeer peer, int piece, int bytes) {
        int[] more = count(peer, piece, bytes);
        if (more.length > 0) {
            peer.offer(more);
        }
    }

    /** The peers at an address that lack pieces. */
    private List<Leecher<ConnectedPeer>> leechersAt(Cidr block) {
        return byAddress.getOrDefault(block, List.of()).stream()
                .filter(leecher -> !dispatch.hasAll(leecher))
                .toList();
    }

    private void lookSoon() {
        if (!lookScheduled) {
            lookScheduled = true;
            timer.after(LOOK_DELAY, this::look);
        }
    }

    private void look() {
        synchronized (this) {
            lookScheduled = false;
        }
        // Both calls take locks of other objects, so they happen outside this monitor.
        int swarmSize = torrent.leechers().getAsInt();
        boolean isSpare = spare.getAsBoolean();
        tell(offers(swarmSize, isSpare));
    }

    private synchronized List<Offer<ConnectedPeer>> offers(int swarmSize, boolean isSpare) {
        if (!intervalScheduled && !leechers.isEmpty()) {
            intervalScheduled = true;
            timer.after(LOOK_INTERVAL, this::lookAgain);
        }
        newcomers.clear();
        dispatch.swarmSize(swarmSize);
        return dispatch.offers(System.nanoTime(), isSpare);
    }

    private void lookAgain() {
        synchronized (this) {
            intervalScheduled = false;
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
