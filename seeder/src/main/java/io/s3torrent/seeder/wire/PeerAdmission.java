package io.s3torrent.seeder.wire;

import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.connect.ConnectionLimits;
import io.s3torrent.seeder.wire.connect.ConnectionLimits.Place;
import io.s3torrent.seeder.wire.connect.PeerFilter;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Decides which peers may connect: by their address when a connection opens, and by their handshake. Rejected peers get no answer. All
 * event loops may call it.
 */
record PeerAdmission(PeerId ourId, PeerSwarms swarms, ConnectionLimits limits, PeerFilter filter) {

    /** Reserves a place for a new connection, if the filter and the limits allow its address. */
    Optional<Place> reserve(InetAddress address, Runnable onEvicted) {
        return filter.admits(address) ? limits.tryOpen(address, onEvicted) : Optional.empty();
    }

    /**
     * Finds the torrent with this info-hash.
     *
     * @throws CorruptedFrameException if there is none
     */
    PeerSwarm find(InfoHash infoHash) {
        return swarms.findOrOpen(infoHash)
                .orElseThrow(() -> new CorruptedFrameException("unknown info-hash " + infoHash));
    }

    /**
     * Finds the torrent of a handshake and marks the connection as established.
     *
     * @throws CorruptedFrameException if the torrent is unknown, a limit is reached, the peer is this seeder itself, or we dialed a peer
     *     that is connected already
     */
    PeerSwarm admit(Handshake theirs, Place place, boolean dialed) {
        PeerSwarm swarm = find(theirs.infoHash());
        if (theirs.peerId().equals(ourId)) {
            throw new CorruptedFrameException("connected to ourselves");
        }
        // A peer that connects again may have lost its first connection. One that we dial has not: we would know.
        if (dialed && swarm.peers().stream().anyMatch(peer -> peer.id().equals(theirs.peerId()))) {
            throw new CorruptedFrameException("connected already");
        }
        if (!place.establish(swarm.info().infoHash())) {
            throw new CorruptedFrameException("too many connections");
        }
        return swarm;
    }
}
