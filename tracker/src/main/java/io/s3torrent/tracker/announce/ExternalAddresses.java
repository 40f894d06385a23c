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
 * The addresses under which the world reaches this network, one of each family at most. Who asks from outside is told these in
 * place of private, loopback and link-local ones, with the ports as they are; who asks from inside is told what is nearer. Never changes.
 */
public final class ExternalAddresses {
    /** Everybody is told what was seen. */
    public static final ExternalAddresses NONE = new ExternalAddresses(null, null);

    private final @Nullable InetAddress v4;
    private final @Nullable InetAddress v6;

    private ExternalAddresses(@Nullable InetAddress v4, @Nullable InetAddress v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    /**
     * These addresses.
     *
     * @throws IllegalArgumentException for two of one family, or one that the internet cannot reach
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
                    "external address: " + address.getHostAddress() + " (expected: one that the internet reaches)");
        }
        boolean ipv6 = address instanceof Inet6Address;
        if ((ipv6 ? v6 : v4) != null) {
            throw new IllegalArgumentException(
                    "external address: " + address.getHostAddress() + " (expected: one of each family at most)");
        }
        return ipv6 ? new ExternalAddresses(v4, address) : new ExternalAddresses(address, v6);
    }

    /** An answer as it serves the one who asks from that address. */
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
