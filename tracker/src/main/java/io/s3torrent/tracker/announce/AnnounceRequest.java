package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import java.net.InetAddress;
import java.util.function.Supplier;

/**
 * An announce of a peer.
 *
 * @param infoHash the swarm
 * @param peerId the peer's id
 * @param address the peer's address, as the transport saw it
 * @param port the port that the peer listens on; 0 when it accepts no connections
 * @param reachedAt returns the tracker's address that the announce arrived at; called only when needed
 * @param event why the peer announces
 * @param whole true when the peer has nothing left to download
 * @param want number of peers that it asks for; {@link #ANY_NUMBER}, or any negative number, when it does not specify one
 */
public record AnnounceRequest(
        InfoHash infoHash,
        PeerId peerId,
        InetAddress address,
        int port,
        Supplier<InetAddress> reachedAt,
        AnnounceEvent event,
        boolean whole,
        int want) {
    /** The peer leaves the number of peers to the tracker. */
    public static final int ANY_NUMBER = -1;
}
