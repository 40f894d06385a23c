package io.s3torrent.seeder.engine;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * How to find into a DHT.
 *
 * @param bootstrap nodes that know others, not looked up yet; asked as long as we know few
 */
public record DhtSettings(List<InetSocketAddress> bootstrap) {
    /** The DHT of all clients, by the nodes that their makers keep. */
    public static final DhtSettings MAINLINE = new DhtSettings(List.of(
            InetSocketAddress.createUnresolved("router.bittorrent.com", 6881),
            InetSocketAddress.createUnresolved("dht.transmissionbt.com", 6881),
            InetSocketAddress.createUnresolved("dht.libtorrent.org", 25401)));

    public DhtSettings {
        bootstrap = List.copyOf(bootstrap);
        if (bootstrap.isEmpty()) {
            throw new IllegalArgumentException("bootstrap: none (expected: at least one node)");
        }
        for (InetSocketAddress node : bootstrap) {
            if (node.getPort() == 0) {
                throw new IllegalArgumentException("bootstrap: " + node + " (expected: a port from 1 to 65535)");
            }
        }
    }
}
