package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.wire.mse.SharedKeys;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The torrents behind one port: routes a handshake to the one it names. Safe for use by all event loops. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class ServedTorrents {
    private final Map<InfoHash, ServedTorrent> torrents = new ConcurrentHashMap<>();
    private final SharedKeys sharedKeys = new SharedKeys();

    void add(SeedTorrent torrent) {
        close(torrents.put(torrent.metainfo().infoHash(), new ServedTorrent(torrent)));
        sharedKeys.add(torrent.metainfo().infoHash());
    }

    void remove(InfoHash infoHash) {
        sharedKeys.remove(infoHash);
        close(torrents.remove(infoHash));
    }

    Optional<ServedTorrent> find(InfoHash infoHash) {
        return Optional.ofNullable(torrents.get(infoHash));
    }

    /** The info-hashes, as encrypted handshakes name them. */
    SharedKeys sharedKeys() {
        return sharedKeys;
    }

    Iterable<ServedTorrent> all() {
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
        torrent.connections().add(connection);
        connection.greet(theirs.extended());
        if (torrents.get(theirs.infoHash()) != torrent) { // removed in this very moment: its list was closed without us
            channel.close();
        }
        return connection;
    }
}
