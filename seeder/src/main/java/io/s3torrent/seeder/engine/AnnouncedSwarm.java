package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.client.AddressFamilies;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What trackers are told of us in one swarm.
 *
 * @param port where we listen, as others reach it
 * @param families in which others reach it
 * @param uploaded bytes sent since the first announce
 * @param downloaded bytes got since the first announce
 * @param left bytes that are missing; 0 for a seeder
 * @param onPeers takes the peers of each answer, at most 1000, on the client's event loop
 */
public record AnnouncedSwarm(
        InfoHash infoHash,
        PeerId peerId,
        int port,
        AddressFamilies families,
        LongSupplier uploaded,
        LongSupplier downloaded,
        LongSupplier left,
        Consumer<List<PeerEndpoint>> onPeers) {

    /** One who is reached over both address families. */
    public AnnouncedSwarm(
            InfoHash infoHash,
            PeerId peerId,
            int port,
            LongSupplier uploaded,
            LongSupplier downloaded,
            LongSupplier left,
            Consumer<List<PeerEndpoint>> onPeers) {
        this(infoHash, peerId, port, AddressFamilies.BOTH, uploaded, downloaded, left, onPeers);
    }

    /** A seeder, who connects to the leechers that cannot be told to connect to it: behind a NAT it has no open port. */
    public static AnnouncedSwarm seeder(
            InfoHash infoHash, PeerId peerId, int port, LongSupplier uploaded, Consumer<List<PeerEndpoint>> onPeers) {
        return new AnnouncedSwarm(infoHash, peerId, port, uploaded, () -> 0, () -> 0, onPeers);
    }

    /** The same who is reached over these address families. */
    public AnnouncedSwarm over(AddressFamilies reachable) {
        return new AnnouncedSwarm(infoHash, peerId, port, reachable, uploaded, downloaded, left, onPeers);
    }
}
