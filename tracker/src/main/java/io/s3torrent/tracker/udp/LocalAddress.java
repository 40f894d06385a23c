package io.s3torrent.tracker.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Finds the tracker's address that a peer uses. A datagram on a wildcard socket does not have it, so this asks the routing table. */
final class LocalAddress {
    private static final int ANY_PORT = 9;

    private final InetAddress bound;

    LocalAddress(InetAddress bound) {
        this.bound = bound;
    }

    /** The source address of packets to a peer; the wildcard address when there is no route. */
    InetAddress towards(InetAddress peer) {
        if (!bound.isAnyLocalAddress()) {
            return bound;
        }
        // Connecting a datagram socket sends nothing; it only looks up the route.
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(new InetSocketAddress(peer, ANY_PORT));
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        } catch (IOException e) {
            return bound;
        }
    }
}
