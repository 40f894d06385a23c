package io.s3torrent.tracker.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** The address families in which peers can connect to the seeder, and so over which it announces. */
public enum AddressFamilies {
    IPV4,
    IPV6,
    BOTH;

    /** The families of a listen address. */
    public static AddressFamilies of(InetAddress listen) {
        if (listen instanceof Inet4Address) {
            return IPV4;
        }
        return listen.isAnyLocalAddress() ? BOTH : IPV6;
    }

    /** The addresses of these families, or all when there are none: such a tracker cannot announce us to peers, but can send us peers. */
    List<InetAddress> among(List<InetAddress> addresses) {
        List<InetAddress> own =
                addresses.stream().filter(address -> has(of(address))).toList();
        return own.isEmpty() ? addresses : own;
    }

    private boolean has(AddressFamilies family) {
        return this == BOTH || this == family;
    }
}
