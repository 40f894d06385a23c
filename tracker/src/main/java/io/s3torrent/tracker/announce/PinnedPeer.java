package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Supplier;

/**
 * A seeder of our own: in every answer that has room for it, and never expired.
 *
 * @param peerId by which it names itself in handshakes
 * @param endpoint where it listens; the wildcard address stands for the one that an announce came in on
 */
public record PinnedPeer(PeerId peerId, PeerEndpoint endpoint) {

    /**
     * The same peer as one who reached us at that address can reach it. One that listens on {@code 0.0.0.0} stays as it is for those who
     * reached us over IPv6, where it does not listen.
     */
    PinnedPeer seenFrom(Supplier<InetAddress> reachedAt) {
        if (!endpoint.isWildcard()) {
            return this;
        }
        InetAddress reached = reachedAt.get();
        return reached instanceof Inet6Address && !endpoint.isIpv6()
                ? this
                : new PinnedPeer(peerId, new PeerEndpoint(reached, endpoint.port()));
    }
}
