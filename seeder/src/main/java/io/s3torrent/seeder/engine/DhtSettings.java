package io.s3torrent.seeder.engine;

import io.s3torrent.net.AddressScope;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Configures how to join a DHT.
 *
 * @param bootstrap nodes that know other nodes, as unresolved addresses; they are asked while we know few nodes
 */
public record DhtSettings(List<InetSocketAddress> bootstrap) {
    /** The public DHT, joined through nodes that client authors run. */
    public static final DhtSettings MAINLINE = new DhtSettings(List.of(
            InetSocketAddress.createUnresolved("router.bittorrent.com", 6881),
            InetSocketAddress.createUnresolved("dht.transmissionbt.com", 6881),
            InetSocketAddress.createUnresolved("dht.libtorrent.org", 25401)));

    public DhtSettings {
        bootstrap = List.copyOf(bootstrap);
        if (bootstrap.isEmpty()) {
            throw new IllegalArgumentException("no node (expected: at least one node)");
        }
        for (InetSocketAddress node : bootstrap) {
            String text = node.getHostString() + ":" + node.getPort();
            if (node.getPort() == 0) {
                throw new IllegalArgumentException(text + " (expected: a port from 1 to 65535)");
            }
            if (isAddress(node.getHostString()) && !isInDht(node.getHostString())) {
                throw new IllegalArgumentException(text + " (expected: a name, or a public IPv4 address)");
            }
        }
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static boolean isInDht(String address) {
        try {
            InetAddress known = InetAddress.getByName(address); // without a lookup
            return known instanceof Inet4Address && AddressScope.of(known) == AddressScope.PUBLIC;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
