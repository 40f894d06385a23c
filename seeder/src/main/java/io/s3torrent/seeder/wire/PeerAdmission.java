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
 * Who may come in: by address when somebody connects or is connected to, by what the handshake says then. Whoever may not hears
 * nothing. Safe for use by all event loops.
 */
record PeerAdmission(PeerId ourId, PeerSwarms torrents, ConnectionLimits limits, PeerFilter filter) {

    /** A place for one who has just connected. */
    Optional<Place> arrive(InetAddress address, Runnable giveWay) {
        return filter.admits(address) ? limits.tryOpen(address, giveWay) : Optional.empty();
    }

    /**
     * The torrent of this name.
     *
     * @throws CorruptedFrameException when there is none
     */
    PeerSwarm find(InfoHash infoHash) {
        return torrents.find(infoHash).orElseThrow(() -> new CorruptedFrameException("unknown info-hash " + infoHash));
    }

    /**
     * The torrent that a peer has come for, or was connected to for.
     *
     * @throws CorruptedFrameException when there is no such torrent, no room, or the peer is ourselves
     */
    PeerSwarm admit(Handshake theirs, Place place, boolean dialed) {
        PeerSwarm torrent = find(theirs.infoHash());
        if (theirs.peerId().equals(ourId)) {
            throw new CorruptedFrameException("connected to ourselves");
        }
        // One who comes twice may have lost its first connection; we have not.
        if (dialed && torrent.connections().stream().anyMatch(peer -> peer.isOf(theirs.peerId()))) {
            throw new CorruptedFrameException("connected already");
        }
        if (!place.establish(torrent.info().infoHash())) {
            throw new CorruptedFrameException("too many connections");
        }
        return torrent;
    }
}
