package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.ContentStream;
import io.s3torrent.seeder.s3.ByteRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Seeds torrents to peers that connect to one port, and to peers that it connects to. Thread-safe. */
public interface SeedEngine extends AutoCloseable {

    /** Seeds a torrent from now on. Replaces a torrent with the same info-hash. */
    void add(SeedTorrent torrent);

    /** Stops seeding a torrent and closes its connections. Ignores unknown torrents. */
    void remove(InfoHash infoHash);

    /** Passes on unchecked addresses of a swarm's peers. The engine may connect to them. */
    void addPeers(InfoHash infoHash, List<PeerEndpoint> peers);

    /** Finds a seeded torrent for clients of another protocol; empty if the engine does not support them. */
    default Optional<Info> find(InfoHash infoHash) {
        return Optional.empty();
    }

    /** True if peers are connected for a torrent. An engine that does not know returns false. */
    default boolean hasPeers(InfoHash infoHash) {
        return false;
    }

    /** Notes that a peer at this address announced to our own tracker that it begins to download. */
    default void announced(InfoHash infoHash, InetAddress address) {}

    /**
     * True if a client of another protocol may read these bytes now. False if a peer at its address could get them from other peers; it
     * may retry later.
     *
     * @param range of the torrent's bytes
     */
    default boolean mayRead(InfoHash infoHash, InetAddress client, ByteRange range) {
        return true;
    }

    /**
     * Streams bytes of a torrent to a client of another protocol, under the same limits as peers and with the same accounting.
     *
     * @param client its address
     * @param range of the torrent's bytes
     * @param loop the only thread that uses the stream
     * @param more runs on {@code loop} when the stream may have more bytes
     * @return empty for a torrent that is not seeded, or if the engine does not support other protocols
     */
    default Optional<ContentStream> read(
            InfoHash infoHash, InetAddress client, ByteRange range, ScheduledExecutorService loop, Runnable more) {
        return Optional.empty();
    }

    /** The address at which peers reach this engine, with the bound port. */
    InetSocketAddress listenAddress();

    /** The peer id in this engine's handshakes. */
    PeerId peerId();

    /** Payload bytes sent of one torrent since it was first added, including replaced ones; 0 for an unknown torrent. */
    long uploadedBytes(InfoHash infoHash);

    /** The counters at this moment. */
    EngineSnapshot snapshot();

    /** Closes the port and all connections, and ends all threads. Returns when that is done, within 5 seconds. */
    @Override
    void close();
}
