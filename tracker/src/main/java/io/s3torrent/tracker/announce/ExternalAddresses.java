package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.swarm.PackedPeers;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public addresses of this network, at most one for each address family. In responses to external clients they replace private,
 * loopback and link-local peer addresses; ports stay the same. Local clients get the local addresses. Immutable.
 */
public final class ExternalAddresses {
    /** Replaces no addresses. */
    public static final ExternalAddresses NONE = new ExternalAddresses(null, null);

    private final @Nullable InetAddress v4;
    private final @Nullable InetAddress v6;

    private ExternalAddresses(@Nullable InetAddress v4, @Nullable InetAddress v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    /**
     * Creates a set of external addresses.
     *
     * @throws IllegalArgumentException for two addresses of one family, or for an address that is not public
     */
    public static ExternalAddresses of(List<InetAddress> addresses) {
        ExternalAddresses all = NONE;
        for (InetAddress address : addresses) {
            all = all.with(address);
        }
        return all;
    }

    private ExternalAddresses with(InetAddress address) {
        if (AddressScope.of(address) != AddressScope.PUBLIC) {
            throw new IllegalArgumentException(
                    "external address: " + address.getHostAddress() + " (expected: a public address)");
        }
        boolean ipv6 = address instanceof Inet6Address;
        if ((ipv6 ? v6 : v4) != null) {
            throw new IllegalArgumentException(
                    "external address: " + address.getHostAddress() + " (expected: at most one IPv4 and one IPv6 address)");
        }
        return ipv6 ? new ExternalAddresses(v4, address) : new ExternalAddresses(address, v6);
    }

    /** Returns the response with the peer addresses that the client {@code asker} can reach. */
    Accepted seenFrom(InetAddress asker, Accepted answer) {
        if ((v4 == null && v6 == null) || isLocal(asker)) {
            return answer;
        }
        List<PinnedPeer> pinned = answer.pinned().stream()
                .map(peer -> new PinnedPeer(peer.peerId(), translated(peer.endpoint())))
                .toList();
        PackedPeers peers = answer.peers().map(this::translated);
        return new Accepted(answer.interval(), answer.minInterval(), answer.counts(), pinned, peers);
    }

    private PeerEndpoint translated(PeerEndpoint peer) {
        InetAddress external = peer.isIpv6() ? v6 : v4;
        return external != null && isLocal(peer.address()) ? new PeerEndpoint(external, peer.port()) : peer;
    }

    private static boolean isLocal(InetAddress address) {
        return AddressScope.of(address) != AddressScope.PUBLIC;
    }
}
