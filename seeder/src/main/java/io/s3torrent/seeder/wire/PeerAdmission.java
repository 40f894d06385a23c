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
 * Decides which peers may connect: by address when a connection is opened, and by what the handshake says. A peer that is turned away gets
 * no answer. Safe for use by all event loops.
 */
record PeerAdmission(PeerId ourId, PeerSwarms swarms, ConnectionLimits limits, PeerFilter filter) {

    /** A place for a connection that was just opened. */
    Optional<Place> reserve(InetAddress address, Runnable onEvicted) {
        return filter.admits(address) ? limits.tryOpen(address, onEvicted) : Optional.empty();
    }

    /**
     * The torrent of this name.
     *
     * @throws CorruptedFrameException when there is none
     */
    PeerSwarm find(InfoHash infoHash) {
        return swarms.findOrOpen(infoHash)
                .orElseThrow(() -> new CorruptedFrameException("unknown info-hash " + infoHash));
    }

    /**
     * The torrent that a peer has come for, or was connected to for.
     *
     * @throws CorruptedFrameException when there is no such torrent, no room, or the peer is ourselves
     */
    PeerSwarm admit(Handshake theirs, Place place, boolean dialed) {
        PeerSwarm swarm = find(theirs.infoHash());
        if (theirs.peerId().equals(ourId)) {
            throw new CorruptedFrameException("connected to ourselves");
        }
        // A peer that connects twice may have lost its first connection; we have not.
        if (dialed && swarm.peers().stream().anyMatch(peer -> peer.id().equals(theirs.peerId()))) {
            throw new CorruptedFrameException("connected already");
        }
        if (!place.establish(swarm.info().infoHash())) {
            throw new CorruptedFrameException("too many connections");
        }
        return swarm;
    }
}
