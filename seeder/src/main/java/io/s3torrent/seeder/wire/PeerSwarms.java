package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.wire.PeerSwarm.UploadCount;
import io.s3torrent.seeder.wire.mse.SharedKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Routes each handshake to the torrent that it names. A hybrid torrent is found by both its info-hashes. All event loops may call it.
 */
final class PeerSwarms {
    private final Map<InfoHash, Entry> routes = new ConcurrentHashMap<>();
    private final SharedKeys sharedKeys = new SharedKeys();
    private final UploadPolicy uploadPolicy;
    private final Function<SeedTorrent, PieceOffers> offers;
    private final BiConsumer<InfoHash, List<PeerEndpoint>> found;
    private final IntSupplier dhtPort;
    private final LongAdder uploaded = new LongAdder();

    /**
     * Creates the routes of one port, without torrents.
     *
     * @param uploadPolicy creates the limits and slots of each torrent
     * @param offers creates the piece offers of each torrent
     * @param found takes the peers of a torrent that other peers name, on any event loop
     * @param dhtPort returns the port of our DHT node, or 0 without one
     */
    PeerSwarms(
            UploadPolicy uploadPolicy,
            Function<SeedTorrent, PieceOffers> offers,
            BiConsumer<InfoHash, List<PeerEndpoint>> found,
            IntSupplier dhtPort) {
        this.uploadPolicy = uploadPolicy;
        this.offers = offers;
        this.found = found;
        this.dhtPort = dhtPort;
    }

    /** A torrent and its swarm. The first connection creates the swarm, because only a few of thousands of torrents have peers. */
    private final class Entry {
        private final SeedTorrent torrent;
        private final UploadCount count;
        private volatile @Nullable PeerSwarm opened;

        private Entry(SeedTorrent torrent, UploadCount count) {
            this.torrent = torrent;
            this.count = count;
        }

        private PeerSwarm open() {
            PeerSwarm known = opened;
            return known == null ? openOnce() : known;
        }

        private synchronized PeerSwarm openOnce() {
            PeerSwarm known = opened;
            if (known == null) {
                known = PeerSwarms.this.open(torrent, count);
                opened = known;
            }
            return known;
        }

        private List<InfoHash> infoHashes() {
            return torrent.metainfo().info().swarms();
        }
    }

    private PeerSwarm open(SeedTorrent torrent, UploadCount count) {
        InfoHash infoHash = torrent.metainfo().infoHash();
        PeerSwarm swarm = new PeerSwarm(
                torrent,
                offers.apply(torrent),
                uploadPolicy,
                count,
                named -> found.accept(infoHash, named),
                torrent.metainfo().info().isPrivate() ? 0 : dhtPort.getAsInt());
        torrent.pieces().onRestored(swarm::restore);
        return swarm;
    }

    void add(SeedTorrent torrent) {
        Entry replaced = routes.get(torrent.metainfo().infoHash());
        Entry entry =
                new Entry(torrent, replaced == null ? new UploadCount(new LongAdder(), uploaded) : replaced.count);
        for (InfoHash name : entry.infoHashes()) {
            close(routes.put(name, entry));
            sharedKeys.add(name);
        }
    }

    void remove(InfoHash infoHash) {
        Entry removed = routes.get(infoHash);
        if (removed != null) {
            removed.infoHashes().forEach(name -> {
                sharedKeys.remove(name);
                routes.remove(name, removed);
            });
        }
        close(removed);
    }

    /** All info-hashes of a torrent; empty for an unknown torrent. */
    List<InfoHash> infoHashes(InfoHash infoHash) {
        Entry entry = routes.get(infoHash);
        return entry == null ? List.of() : entry.infoHashes();
    }

    /** The metadata of a torrent, for a client that may not download any of it. */
    Optional<Info> info(InfoHash infoHash) {
        return Optional.ofNullable(routes.get(infoHash)).map(entry -> {
            entry.torrent.pieces().visited();
            return entry.torrent.metainfo().info();
        });
    }

    /** Finds the torrent that a handshake names, and creates its swarm if this is the first connection. */
    Optional<PeerSwarm> findOrOpen(InfoHash infoHash) {
        return Optional.ofNullable(routes.get(infoHash)).map(Entry::open);
    }

    /** Finds the swarm of a torrent, if a peer has ever connected for it. */
    Optional<PeerSwarm> findOpen(InfoHash infoHash) {
        return Optional.ofNullable(routes.get(infoHash)).map(entry -> entry.opened);
    }

    /** Payload bytes sent of a torrent, including the one that it replaced; 0 for an unknown torrent. */
    long uploadedBytes(InfoHash infoHash) {
        Entry entry = routes.get(infoHash);
        return entry == null ? 0 : entry.count.torrent().sum();
    }

    /** Payload bytes sent of all torrents, including removed ones. */
    long uploadedBytes() {
        return uploaded.sum();
    }

    /** The info-hashes, in the form in which encrypted handshakes name them. */
    SharedKeys sharedKeys() {
        return sharedKeys;
    }

    /** All swarms for which a peer has ever connected. */
    Stream<PeerSwarm> open() {
        return routes.values().stream()
                .flatMap(entry -> Stream.ofNullable(entry.opened))
                .distinct();
    }

    /** Closes all peers. A peer that connects at this moment finds no route any more, see {@link HandshakeHandler}. */
    private static void close(@Nullable Entry entry) {
        PeerSwarm swarm = entry == null ? null : entry.opened;
        if (swarm != null) {
            swarm.peers().forEach(ConnectedPeer::close);
        }
    }
}
