package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.wire.PieceOffers.Access;
import io.s3torrent.seeder.wire.extension.HashLayers;
import io.s3torrent.seeder.wire.extension.PeerAddressBook;
import io.s3torrent.seeder.wire.upload.StoreReadCredit.StoreDebt;
import io.s3torrent.seeder.wire.upload.UploadRateLimiter;
import java.net.InetAddress;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Holds a torrent with its connected peers and everything that they share. All event loops may call it. */
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
    /** Guarded by its own monitor. {@code anyLost} answers the common case without a lock. */
    private final BitSet lost = new BitSet();

    private volatile boolean anyLost;

    /**
     * Counts payload bytes sent.
     *
     * @param torrent of one torrent; the count continues when the torrent is replaced
     * @param total of all torrents of the port
     */
    record UploadCount(LongAdder torrent, LongAdder total) {}

    /**
     * Creates the swarm of a torrent, without peers.
     *
     * @param uploadCount continues the count of the torrent that this one replaces, if any
     * @param found takes the peers that connected peers name
     * @param dhtPort the port of our DHT node, or 0 if this swarm does not use the DHT
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

    /** True if peers that know the torrent by its v1 info-hash may request v2 hashes. */
    boolean isHybrid() {
        return info.spec().format().hasV1() && info.spec().format().hasV2();
    }

    /** True if peers may find this swarm in the DHT. */
    boolean isInDht() {
        return dhtPort != 0;
    }

    /** The port of our DHT node, or 0 if this swarm does not use the DHT. */
    int dhtPort() {
        return dhtPort;
    }

    PieceSource pieces() {
        return pieces;
    }

    /** Decides which pieces each peer hears of. */
    PieceOffers offers() {
        return offers;
    }

    /** True if a client of another protocol may read these bytes now. Their first piece counts as on offer to it then. */
    boolean mayRead(InetAddress client, ByteRange range) {
        int first = Math.toIntExact(range.start() / info.layout().pieceLength());
        int last = Math.toIntExact((range.end() - 1) / info.layout().pieceLength());
        Access access = offers.access(client, first, last + 1);
        if (access == Access.ALLOWED) {
            offers.reading(client, first);
        }
        return access != Access.WITHHELD;
    }

    /** The upload limits that all its peers share. */
    List<UploadRateLimiter> limits() {
        return limits;
    }

    /** Decides which peers may request blocks. */
    UploadSlots slots() {
        return slots;
    }

    /** The addresses where its peers listen. */
    PeerAddressBook addressBook() {
        return addressBook;
    }

    HashLayers hashLayers() {
        return hashLayers;
    }

    /** How much its peers together made us read from the store. */
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

    /** Payload bytes sent, including those of the torrent that this one replaced. */
    long uploadedBytes() {
        return uploadCount.torrent().sum();
    }

    /** The peers whose handshake for this torrent is done. */
    Set<ConnectedPeer> peers() {
        return peers;
    }

    /** Adds a peer whose handshake is done and that was told what we have. */
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

    /** The pieces that are not available. */
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

    /** Marks a piece whose content does not match the torrent. Peers may not request it until it is restored. */
    void withdraw(int piece) {
        if (changeLost(piece, true)) {
            offers.withdrawn(piece);
            peers.forEach(peer -> peer.withdraw(piece));
        }
    }

    /** Marks a piece as available again. */
    void restore(int piece) {
        if (changeLost(piece, false)) {
            offers.restored(piece);
            if (offers.offersAll()) {
                peers.forEach(peer -> peer.offer(piece));
            }
        }
    }

    /** Notes whether a piece is lost. Returns false if nothing changed. */
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
