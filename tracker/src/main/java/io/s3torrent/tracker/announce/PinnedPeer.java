package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Supplier;

/**
 * A seeder that runs with the tracker. Every response with room for it lists it, and it never expires.
 *
 * @param peerId the seeder's id in handshakes
 * @param endpoint where the seeder listens; a wildcard address means the tracker's address that an announce arrived at
 */
public record PinnedPeer(PeerId peerId, PeerEndpoint endpoint) {

    /**
     * Replaces a wildcard address by the address at which a client reached the tracker. A seeder on {@code 0.0.0.0} keeps the wildcard for
     * clients that reached the tracker over IPv6, because it does not listen there.
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
