package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.wire.mse.SharedKeys;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The torrents behind one port: routes a handshake to the one it names, a hybrid by both its names. Safe for use by all event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class ServedTorrents {
    private final Map<InfoHash, ServedTorrent> torrents = new ConcurrentHashMap<>();
    private final Map<InfoHash, ServedTorrent> routes = new ConcurrentHashMap<>();
    private final SharedKeys sharedKeys = new SharedKeys();
    private final Sharing sharing;
    private final Function<SeedTorrent, Offers> offers;
    private final BiConsumer<InfoHash, List<PeerEndpoint>> found;
    private final IntSupplier dhtPort;

    /**
     * No torrents yet.
     *
     * @param sharing how they share what may be sent
     * @param offers which pieces of each its peers hear of
     * @param found takes the peers of a torrent that other peers name, on any event loop
     * @param dhtPort of our DHT node, 0 without one
     */
    ServedTorrents(
            Sharing sharing,
            Function<SeedTorrent, Offers> offers,
            BiConsumer<InfoHash, List<PeerEndpoint>> found,
            IntSupplier dhtPort) {
        this.sharing = sharing;
        this.offers = offers;
        this.found = found;
        this.dhtPort = dhtPort;
    }

    void add(SeedTorrent torrent) {
        InfoHash infoHash = torrent.metainfo().infoHash();
        ServedTorrent served = new ServedTorrent(
                torrent,
                offers.apply(torrent),
                sharing,
                named -> found.accept(infoHash, named),
                torrent.metainfo().info().isPrivate() ? 0 : dhtPort.getAsInt());
        ServedTorrent before = torrents.put(infoHash, served);
        for (InfoHash name : served.info().swarms()) {
            routes.put(name, served);
            sharedKeys.add(name);
        }
        close(before);
    }

    void remove(InfoHash infoHash) {
        ServedTorrent removed = torrents.remove(infoHash);
        if (removed != null) {
            removed.info().swarms().forEach(name -> {
                sharedKeys.remove(name);
                routes.remove(name, removed);
            });
        }
        close(removed);
    }

    /** The torrent that a handshake names. */
    Optional<ServedTorrent> find(InfoHash infoHash) {
        return Optional.ofNullable(routes.get(infoHash));
    }

    /** The info-hashes, as encrypted handshakes name them. */
    SharedKeys sharedKeys() {
        return sharedKeys;
    }

    Collection<ServedTorrent> all() {
        return torrents.values();
    }

    private static void close(@Nullable ServedTorrent torrent) {
        if (torrent != null) {
            torrent.connections().forEach(PeerConnection::close);
        }
    }

    /** Puts a connection for a torrent into the pipeline of a peer with whom hands are shaken. */
    PeerListener connect(Channel channel, ServedTorrent torrent, Handshake theirs) {
        PeerConnection connection = new PeerConnection(channel, torrent, theirs);
        channel.pipeline().addBefore(PeerPipeline.DOOR, null, connection);
        connection.greet(theirs.extended());
        if (routes.get(theirs.infoHash()) != torrent) { // removed in this very moment: its list was closed without us
            channel.close();
        }
        return connection.listener();
    }
}
