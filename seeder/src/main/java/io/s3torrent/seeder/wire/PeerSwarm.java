package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.piece.merkle.MerkleLayers;
import io.s3torrent.seeder.wire.upload.RecentPieces;
import io.s3torrent.seeder.wire.upload.StoreCredit.StoreDebt;
import io.s3torrent.seeder.wire.upload.UploadCount;
import io.s3torrent.seeder.wire.upload.UploadLimit;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A torrent on this port: what its connections share. Safe for use by all event loops. */
final class PeerSwarm {
    private final Info info;
    private final PieceSource pieces;
    private final PieceOffers offers;
    private final List<UploadLimit> limits;
    private final Slots slots;
    private final SwarmPeers peers;
    private final HashLayers hashes;
    private final int dhtPort;
    private final UploadCount uploaded;
    private final StoreDebt debt;
    private final RecentPieces recent = new RecentPieces();
    private final Set<PeerConnection> connections = ConcurrentHashMap.newKeySet();
    /** Guarded by itself; whether there is any is asked for without. */
    private final BitSet lost = new BitSet();

    private volatile boolean anyLost;

    /**
     * A torrent without connections.
     *
     * @param uploaded goes on from what was sent of it before it was replaced, if it was
     * @param found takes the peers that connected ones name
     * @param dhtPort of the DHT node that tells others of this swarm, or 0
     */
    PeerSwarm(
            SeedTorrent torrent,
            PieceOffers offers,
            UploadSharing sharing,
            UploadCount uploaded,
            Consumer<List<PeerEndpoint>> found,
            int dhtPort) {
        this.info = torrent.metainfo().info();
        this.pieces = torrent.pieces();
        this.offers = offers;
        this.limits = sharing.limits();
        this.slots = sharing.slots();
        this.peers = new SwarmPeers(found);
        this.hashes = new HashLayers(info);
        this.dhtPort = dhtPort;
        this.uploaded = uploaded;
        this.debt = new StoreDebt(info.layout().pieceLength(), uploaded::sum);
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
    List<UploadLimit> limits() {
        return limits;
    }

    /** Who may ask. */
    Slots slots() {
        return slots;
    }

    /** What peers learn of each other. */
    SwarmPeers peers() {
        return peers;
    }

    HashLayers hashes() {
        return hashes;
    }

    /** What all of them had read from the store. */
    StoreDebt debt() {
        return debt;
    }

    RecentPieces recent() {
        return recent;
    }

    /** Payload bytes sent, also from the sources it had before. */
    UploadCount uploaded() {
        return uploaded;
    }

    /** The connections that have shaken hands for this torrent. */
    Set<PeerConnection> connections() {
        return connections;
    }

    /** A peer has shaken hands and was greeted. */
    void joined(PeerConnection peer) {
        connections.add(peer);
        offers.joined(peer);
    }

    void left(PeerConnection peer) {
        if (connections.remove(peer)) {
            slots.left(peer);
            peers.left(peer);
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
        if (isNew(piece, true)) {
            offers.withdrawn(piece);
            connections.forEach(peer -> peer.withdraw(piece));
        }
    }

    /** A piece is again what the torrent says. */
    void restore(int piece) {
        if (isNew(piece, false)) {
            offers.restored(piece);
            if (offers.all()) {
                connections.forEach(peer -> peer.offer(piece));
            }
        }
    }

    /** Notes that a piece is lost or not; false when that was known. */
    private boolean isNew(int piece, boolean isLost) {
        synchronized (lost) {
            boolean before = lost.get(piece);
            lost.set(piece, isLost);
            anyLost = !lost.isEmpty();
            return before != isLost;
        }
    }

    /** The hash trees of a torrent's files, each grown when it is first asked for. Safe for use by all event loops. */
    static final class HashLayers {
        private final Info info;
        private final Map<BString, MerkleLayers> grown = new ConcurrentHashMap<>();

        HashLayers(Info info) {
            this.info = info;
        }

        /** The tree of the file with this root, if it has more than one piece. */
        Optional<MerkleLayers> of(byte[] root) {
            BString key = new BString(root);
            return Optional.ofNullable(grown.get(key))
                    .or(() -> info.pieceLayer(root).map(nodes -> grown.computeIfAbsent(key, unknown -> grow(nodes))));
        }

        private MerkleLayers grow(byte[] nodes) {
            return MerkleLayers.of(nodes, info.layout().pieceLength());
        }
    }
}
