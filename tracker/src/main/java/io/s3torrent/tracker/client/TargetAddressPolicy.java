package io.s3torrent.tracker.client;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/**
 * Which of a host's addresses may be asked. A URL that somebody configured may lead anywhere but to link-local addresses;
 * a redirect never leads further in than the address that sent it, or a public tracker could make us ask what only we can reach.
 * Of an answer of DNS that mixes both, only the public addresses are used.
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
     * The addresses that may be asked, at least one.
     *
     * @param resolved all addresses of a host
     * @param from the address that sent us there; {@link AddressScope#LOOPBACK} for nobody but the user
     * @throws AnnounceFailedException when none may be asked
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
     * The peers that may be connected to: nobody is where nobody can be, and a public tracker names no private addresses, by which
     * any of its users could have us knock where only we can.
     *
     * @param tracker the address that named them
     */
    List<PeerEndpoint> reachable(List<PeerEndpoint> named, InetAddress tracker) {
        AddressScope source = scopeOf(tracker) == AddressScope.PUBLIC ? AddressScope.PUBLIC : AddressScope.LOOPBACK;
        return named.stream()
                .filter(peer -> scopeOf(peer.address()).mayBeNamedBy(source))
                .toList();
    }
}
