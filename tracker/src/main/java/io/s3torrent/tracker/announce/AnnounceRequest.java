package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import java.net.InetAddress;
import java.util.function.Supplier;

/**
 * One announce of a peer.
 *
 * @param infoHash the swarm
 * @param peerId by which the peer names itself
 * @param address that it announces from, as the transport saw it
 * @param port on which it listens; 0 when it cannot be connected to
 * @param reachedAt tells our own address that the announce came in on; asked only when somebody must know
 * @param event why it announces
 * @param whole whether nothing is left to download
 * @param want how many peers it asks for; {@link #ANY_NUMBER}, or any negative number, when it does not say
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
    /** The peer leaves the number to us. */
    public static final int ANY_NUMBER = -1;
}
