package io.s3torrent.tracker.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** In which address families others can connect to us, and so over which a tracker is to hear of us. */
public enum AddressFamilies {
    IPV4,
    IPV6,
    BOTH;

    /** Those of an address that we listen on. */
    public static AddressFamilies of(InetAddress listen) {
        if (listen instanceof Inet4Address) {
            return IPV4;
        }
        return listen.isAnyLocalAddress() ? BOTH : IPV6;
    }

    /** The addresses of these families, or all when there are none: a tracker that cannot tell others of us can still tell us of others. */
    List<InetAddress> among(List<InetAddress> addresses) {
        List<InetAddress> own =
                addresses.stream().filter(address -> has(of(address))).toList();
        return own.isEmpty() ? addresses : own;
    }

    private boolean has(AddressFamilies family) {
        return this == BOTH || this == family;
    }
}
