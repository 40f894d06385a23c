package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.SeedTorrent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The torrents behind one port: routes a handshake to the one it names. Safe for use by all event loops. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class ServedTorrents {
    private final PeerId ourId;
    private final Map<InfoHash, ServedTorrent> torrents = new ConcurrentHashMap<>();

    private final Function<SeedTorrent, Offers> offers;

    /** Torrents whose pieces everybody may have. */
    ServedTorrents(PeerId ourId) {
        this(ourId, torrent -> Offers.ALL);
    }

    ServedTorrents(PeerId ourId, Function<SeedTorrent, Offers> offers) {
        this.ourId = ourId;
        this.offers = offers;
    }

    void add(SeedTorrent torrent) {
        close(torrents.put(torrent.metainfo().infoHash(), new ServedTorrent(torrent, offers.apply(torrent))));
    }

    void remove(InfoHash infoHash) {
        close(torrents.remove(infoHash));
    }

    Optional<ServedTorrent> find(InfoHash infoHash) {
        return Optional.ofNullable(torrents.get(infoHash));
    }

    Iterable<ServedTorrent> all() {
        return torrents.values();
    }

    private static void close(@Nullable ServedTorrent torrent) {
        if (torrent != null) {
            torrent.connections().forEach(PeerConnection::close);
        }
    }

    /**
     * Answers a handshake and puts a connection for its torrent into the pipeline.
     *
     * @throws CorruptedFrameException when there is no such torrent, or the peer is ourselves
     */
    PeerListener connect(Channel channel, Handshake theirs) {
        ServedTorrent torrent = torrents.get(theirs.infoHash());
        if (torrent == null || theirs.peerId().equals(ourId)) {
            throw new CorruptedFrameException(
                    torrent == null ? "unknown info-hash " + theirs.infoHash() : "connected to ourselves");
        }
        PeerConnection connection = new PeerConnection(channel, torrent, theirs);
        channel.pipeline().addBefore(PeerServer.DOOR, null, connection);
        connection.greet(new Handshake(theirs.infoHash(), ourId, theirs.fast(), theirs.extended()));
        if (torrents.get(theirs.infoHash()) != torrent) { // removed in this very moment: its list was closed without us
            channel.close();
        }
        return connection;
    }
}
