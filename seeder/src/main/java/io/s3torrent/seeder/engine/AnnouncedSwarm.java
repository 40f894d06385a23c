package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.client.AddressFamilies;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Our membership in one swarm, as announces report it.
 *
 * @param port at which peers reach us
 * @param families the address families over which peers reach us
 * @param uploaded returns the bytes sent since the first announce
 * @param downloaded returns the bytes received since the first announce
 * @param left returns the bytes that are missing; 0 for a seeder
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

    /** Creates a membership over both address families. */
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

    /** Creates a seeder's membership. It also takes peers: a seeder behind a NAT has no open port, so it must connect to the leechers. */
    public static AnnouncedSwarm seeder(
            InfoHash infoHash, PeerId peerId, int port, LongSupplier uploaded, Consumer<List<PeerEndpoint>> onPeers) {
        return new AnnouncedSwarm(infoHash, peerId, port, uploaded, () -> 0, () -> 0, onPeers);
    }

    /** Returns the same membership over other address families. */
    public AnnouncedSwarm over(AddressFamilies reachable) {
        return new AnnouncedSwarm(infoHash, peerId, port, reachable, uploaded, downloaded, left, onPeers);
    }
}
