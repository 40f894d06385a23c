package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.wire.extension.HashLayers;
import io.s3torrent.seeder.wire.extension.PeerAddressBook;
import io.s3torrent.seeder.wire.upload.StoreReadCredit.StoreDebt;
import io.s3torrent.seeder.wire.upload.UploadRateLimiter;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A torrent with its connected peers: what they share. Safe for use by all event loops. */
final class PeerSwarm {
    private final Info info;
    private final PieceSource pieces;
    private final PieceOffers offers;
    private final List<UploadRateLimiter> limits;
    private final UploadSlots slots;
    private final PeerAddressBook addressBook;
    private final HashLayers hashLayers;
    private final int dhtPort;
    private final UploadCount uploadCount;
    private final StoreDebt storeDebt;
    private final RecentPieces recentPieces = new RecentPieces();
    private final Set<ConnectedPeer> peers = ConcurrentHashMap.newKeySet();
    /** Guarded by itself; whether there is any is asked for without. */
    private final BitSet lost = new BitSet();

    private volatile boolean anyLost;

    /**
     * Counters of payload bytes sent.
     *
     * @param torrent of one torrent, also when it is replaced
     * @param total of all torrents of the port
     */
    record UploadCount(LongAdder torrent, LongAdder total) {}

    /**
     * A torrent without peers.
     *
     * @param uploadCount continues from what was sent of it before it was replaced, if it was
     * @param found takes the peers that connected ones name
     * @param dhtPort of the DHT node that tells others of this swarm, or 0
     */
    PeerSwarm(
            SeedTorrent torrent,
            PieceOffers offers,
            UploadPolicy uploadPolicy,
            UploadCount uploadCount,
            Consumer<List<PeerEndpoint>> found,
            int dhtPort) {
        this.info = torrent.metainfo().info();
        this.pieces = torrent.pieces();
        this.offers = offers;
        this.limits = uploadPolicy.limits();
        this.slots = uploadPolicy.slots();
        this.addressBook = new PeerAddressBook(found);
        this.hashLayers = new HashLayers(info);
        this.dhtPort = dhtPort;
        this.uploadCount = uploadCount;
        this.storeDebt = new StoreDebt(info.layout().pieceLength(), uploadCount.torrent()::sum);
    }

    Info info() {
        return info;
    }

    /** True when peers that know it by its v1 name may ask for v2 hashes. */
    boolean isHybrid() {
        return info.spec().format().hasV1() && info.spec().format().hasV2();
    }

    /** True when its peers may come from a DHT. */
    boolean isInDht() {
        return dhtPort != 0;
    }

    /** Of the DHT node that tells others of this swarm, or 0. */
    int dhtPort() {
        return dhtPort;
    }

    PieceSource pieces() {
        return pieces;
    }

    /** Which piece each peer hears of. */
    PieceOffers offers() {
        return offers;
    }

    /** How fast its peers may be sent to, together. */
    List<UploadRateLimiter> limits() {
        return limits;
    }

    /** Who may ask. */
    UploadSlots slots() {
        return slots;
    }

    /** Where its peers listen. */
    PeerAddressBook addressBook() {
        return addressBook;
    }

    HashLayers hashLayers() {
        return hashLayers;
    }

    /** What all of its peers had read from the store. */
    StoreDebt storeDebt() {
        return storeDebt;
    }

    /** Notes that a piece was read from the store. */
    void pieceLoaded(int piece) {
        recentPieces.add(piece);
    }

    /** The last few pieces that were read from the store. */
    int[] recentPieces() {
        return recentPieces.pieces();
    }

    /** Counts payload bytes that were sent. */
    void uploaded(int bytes) {
        uploadCount.torrent().add(bytes);
        uploadCount.total().add(bytes);
    }

    /** Payload bytes sent, also from the sources it had before. */
    long uploadedBytes() {
        return uploadCount.torrent().sum();
    }

    /** The peers that have shaken hands for this torrent. */
    Set<ConnectedPeer> peers() {
        return peers;
    }

    /** A peer has shaken hands and heard what we have. */
    void join(ConnectedPeer peer) {
        peers.add(peer);
        offers.joined(peer);
    }

    void leave(ConnectedPeer peer) {
        if (peers.remove(peer)) {
            slots.left(peer);
            addressBook.left(peer.channel());
            offers.left(peer);
        }
    }

    /** The pieces that cannot be had. */
    BitSet lost() {
        synchronized (lost) {
            return (BitSet) lost.clone();
        }
    }

    boolean isLost(int piece) {
        if (!anyLost) {
            return false;
        }
        synchronized (lost) {
            return lost.get(piece);
        }
    }

    /** A piece is not what the torrent says: nobody is to ask for it, until it is restored. */
    void withdraw(int piece) {
        if (changeLost(piece, true)) {
            offers.withdrawn(piece);
            peers.forEach(peer -> peer.withdraw(piece));
        }
    }

    /** A piece is again what the torrent says. */
    void restore(int piece) {
        if (changeLost(piece, false)) {
            offers.restored(piece);
            if (offers.offersAll()) {
                peers.forEach(peer -> peer.offer(piece));
            }
        }
    }

    /** Notes that a piece is lost or not; false when that was known. */
    private boolean changeLost(int piece, boolean isLost) {
        synchronized (lost) {
            boolean before = lost.get(piece);
            lost.set(piece, isLost);
            anyLost = !lost.isEmpty();
            return before != isLost;
        }
    }

    /** The last few pieces that were read from the store. */
    private static final class RecentPieces {
        private static final int COUNT = 8;
        private static final int NONE = -1;

        private final AtomicIntegerArray ring = new AtomicIntegerArray(
                IntStream.generate(() -> NONE).limit(COUNT).toArray());
        private final AtomicInteger next = new AtomicInteger();

        void add(int piece) {
            ring.set(Math.floorMod(next.getAndIncrement(), COUNT), piece);
        }

        int[] pieces() {
            return IntStream.range(0, COUNT)
                    .map(ring::get)
                    .filter(piece -> piece != NONE)
                    .distinct()
                    .toArray();
        }
    }
}
