package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.codec.PeerListener;
import io.s3torrent.seeder.wire.mse.SharedKeys;
import io.s3torrent.seeder.wire.upload.UploadCount;
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
 * The torrents behind one port: routes a handshake to the one it names, a hybrid by both its names. Safe for use by all event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class PeerSwarms {
    private final Map<InfoHash, Place> routes = new ConcurrentHashMap<>();
    private final SharedKeys sharedKeys = new SharedKeys();
    private final UploadSharing sharing;
    private final Function<SeedTorrent, PieceOffers> offers;
    private final BiConsumer<InfoHash, List<PeerEndpoint>> found;
    private final IntSupplier dhtPort;
    private final LongAdder uploaded = new LongAdder();

    /**
     * No torrents yet.
     *
     * @param sharing how they share what may be sent
     * @param offers which pieces of each its peers hear of
     * @param found takes the peers of a torrent that other peers name, on any event loop
     * @param dhtPort of our DHT node, 0 without one
     */
    PeerSwarms(
            UploadSharing sharing,
            Function<SeedTorrent, PieceOffers> offers,
            BiConsumer<InfoHash, List<PeerEndpoint>> found,
            IntSupplier dhtPort) {
        this.sharing = sharing;
        this.offers = offers;
        this.found = found;
        this.dhtPort = dhtPort;
    }

    /** A torrent; what its connections share is made for the first one, since of thousands only a few are asked for. */
    private final class Place {
        private final SeedTorrent torrent;
        private final UploadCount count;
        private volatile @Nullable PeerSwarm opened;

        private Place(SeedTorrent torrent, UploadCount count) {
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
                known = served(torrent, count);
                opened = known;
            }
            return known;
        }

        private List<InfoHash> swarms() {
            return torrent.metainfo().info().swarms();
        }
    }

    private PeerSwarm served(SeedTorrent torrent, UploadCount count) {
        InfoHash infoHash = torrent.metainfo().infoHash();
        PeerSwarm served = new PeerSwarm(
                torrent,
                offers.apply(torrent),
                sharing,
                count,
                named -> found.accept(infoHash, named),
                torrent.metainfo().info().isPrivate() ? 0 : dhtPort.getAsInt());
        torrent.pieces().onRestored(served::restore);
        return served;
    }

    void add(SeedTorrent torrent) {
        Place replaced = routes.get(torrent.metainfo().infoHash());
        Place place = new Place(torrent, replaced == null ? new UploadCount(uploaded) : replaced.count);
        for (InfoHash name : place.swarms()) {
            close(routes.put(name, place));
            sharedKeys.add(name);
        }
    }

    void remove(InfoHash infoHash) {
        Place removed = routes.get(infoHash);
        if (removed != null) {
            removed.swarms().forEach(name -> {
                sharedKeys.remove(name);
                routes.remove(name, removed);
            });
        }
        close(removed);
    }

    /** The names of a torrent; none for an unknown one. */
    List<InfoHash> swarms(InfoHash infoHash) {
        Place place = routes.get(infoHash);
        return place == null ? List.of() : place.swarms();
    }

    /** What a torrent is, for a client that may not want any of it. */
    Optional<Info> info(InfoHash infoHash) {
        return Optional.ofNullable(routes.get(infoHash)).map(place -> {
            place.torrent.pieces().visited();
            return place.torrent.metainfo().info();
        });
    }

    /** The torrent that a handshake names, for one who may become its first connection. */
    Optional<PeerSwarm> find(InfoHash infoHash) {
        return Optional.ofNullable(routes.get(infoHash)).map(Place::open);
    }

    /** A torrent that somebody has come for. */
    Optional<PeerSwarm> opened(InfoHash infoHash) {
        return Optional.ofNullable(routes.get(infoHash)).map(place -> place.opened);
    }

    /** Payload bytes sent of a torrent, also before it was replaced; 0 for an unknown one. */
    long uploadedBytes(InfoHash infoHash) {
        Place place = routes.get(infoHash);
        return place == null ? 0 : place.count.sum();
    }

    /** Payload bytes sent of all torrents, also of those that are gone. */
    long uploadedBytes() {
        return uploaded.sum();
    }

    /** The info-hashes, as encrypted handshakes name them. */
    SharedKeys sharedKeys() {
        return sharedKeys;
    }

    /** All that somebody has come for. */
    Stream<PeerSwarm> opened() {
        return routes.values().stream()
                .flatMap(place -> Stream.ofNullable(place.opened))
                .distinct();
    }

    /** One that opens it in this very moment finds no route to it any more, see {@link #connect}. */
    private static void close(@Nullable Place place) {
        PeerSwarm torrent = place == null ? null : place.opened;
        if (torrent != null) {
            torrent.connections().forEach(PeerConnection::close);
        }
    }

    /** Puts a connection for a torrent into the pipeline of a peer with whom hands are shaken. */
    PeerListener connect(Channel channel, PeerSwarm torrent, Handshake theirs) {
        PeerConnection connection = new PeerConnection(channel, torrent, theirs);
        channel.pipeline().addBefore(PeerPipeline.DOOR, null, connection);
        connection.greet(theirs.extended());
        torrent.pieces().visited();
        // Removed in this very moment: its list was closed without us.
        if (opened(theirs.infoHash()).orElse(null) != torrent) {
            channel.close();
        }
        return connection.listener();
    }
}
