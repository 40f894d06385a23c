package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.ContentStream;
import io.s3torrent.seeder.s3.ByteRange;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Serves torrents to peers that connect to one port, and to those it connects to. Safe for use by many threads. */
public interface SeedEngine extends AutoCloseable {

    /** Serves a torrent from now on; one with an info-hash that is served already is replaced. */
    void add(SeedTorrent torrent);

    /** Stops to serve a torrent and closes its connections; unknown ones are ignored. */
    void remove(InfoHash infoHash);

    /** Names peers of a swarm, in whatever quality: an engine may connect to them, or not. */
    void addPeers(InfoHash infoHash, List<PeerEndpoint> peers);

    /** A torrent that is served, for clients of another protocol; nothing by an engine that has none. */
    default Optional<Info> find(InfoHash infoHash) {
        return Optional.empty();
    }

    /** True when peers are connected for a torrent; an engine that does not know says false. */
    default boolean hasPeers(InfoHash infoHash) {
        return false;
    }

    /**
     * Gives bytes of a torrent to a client of another protocol, under the limits and in the accounts of its peers.
     *
     * @param range of the torrent's bytes
     * @param loop the only thread that uses the stream
     * @param more runs on {@code loop} when the stream may have something again
     * @return nothing for a torrent that is not served, or by an engine that has no other clients
     */
    default Optional<ContentStream> read(
            InfoHash infoHash, ByteRange range, ScheduledExecutorService loop, Runnable more) {
        return Optional.empty();
    }

    /** Where peers reach this engine, with the port that was really bound. */
    InetSocketAddress listenAddress();

    /** The peer id that this engine shakes hands with. */
    PeerId peerId();

    /** Payload bytes of one torrent sent since it was added, also before it was replaced; 0 for an unknown one. */
    long uploadedBytes(InfoHash infoHash);

    /** The counters at this moment. */
    EngineSnapshot snapshot();

    /** Closes the port and every connection, ends every thread; returns when that is done, within 5 seconds. */
    @Override
    void close();
}
