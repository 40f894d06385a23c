package io.s3torrent.tracker.client;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/**
 * Decides which addresses of a host the client may contact. A configured URL may lead to any address except link-local ones. A redirect
 * never leads to a narrower scope than that of the tracker that sent it: otherwise a public tracker could make the client send requests to
 * internal servers. If DNS returns public and other addresses, only the public ones are used.
 */
final class TargetAddressPolicy {
    private final Function<InetAddress, AddressScope> scopes;

    TargetAddressPolicy(Function<InetAddress, AddressScope> scopes) {
        this.scopes = scopes;
    }

    AddressScope scopeOf(InetAddress address) {
        return scopes.apply(address);
    }

    /**
     * Returns the addresses that the client may contact, at least one.
     *
     * @param resolved all addresses of a host
     * @param from scope of the tracker that sent the redirect; {@link AddressScope#LOOPBACK} for a configured URL
     * @throws AnnounceFailedException when no address is allowed
     */
    List<InetAddress> admit(List<InetAddress> resolved, AddressScope from) throws AnnounceFailedException {
        boolean anyPublic = resolved.stream().anyMatch(address -> scopeOf(address) == AddressScope.PUBLIC);
        AddressScope narrowest = anyPublic ? AddressScope.PUBLIC : from;
        List<InetAddress> admitted = resolved.stream()
                .filter(address -> scopeOf(address).compareTo(narrowest) <= 0)
                .toList();
        if (admitted.isEmpty()) {
            throw new AnnounceFailedException("address not allowed: " + resolved);
        }
        return admitted;
    }

    /**
     * Returns the peers that the client may connect to: those with a usable address. From a public tracker, only public addresses count,
     * because otherwise any of its users could make the client connect to internal hosts.
     *
     * @param tracker address of the tracker that listed the peers
     */
    List<PeerEndpoint> reachable(List<PeerEndpoint> named, InetAddress tracker) {
        AddressScope source = scopeOf(tracker) == AddressScope.PUBLIC ? AddressScope.PUBLIC : AddressScope.LOOPBACK;
        return named.stream()
                .filter(peer -> scopeOf(peer.address()).mayBeNamedBy(source))
                .toList();
    }
}
