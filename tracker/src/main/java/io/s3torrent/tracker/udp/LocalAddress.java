package io.s3torrent.tracker.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Our own address that a peer reaches us at: a datagram on a wildcard socket does not say, the routing table does. */
final class LocalAddress {
    private static final int ANY_PORT = 9;

    private final InetAddress bound;

    LocalAddress(InetAddress bound) {
        this.bound = bound;
    }

    /** The address that the peer is answered from; the wildcard address when there is no way to it. */
    InetAddress towards(InetAddress peer) {
        if (!bound.isAnyLocalAddress()) {
            return bound;
        }
        // Sends nothing: to connect a datagram socket is to look up the route.
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(new InetSocketAddress(peer, ANY_PORT));
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        } catch (IOException e) {
            return bound;
        }
    }
}
