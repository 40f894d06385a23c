package io.s3torrent.tracker.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as they are told to others. */
final class PlainAddress {
    private PlainAddress() {}

    /** The address without name, scope and port; IPv4 also when a socket for both families mapped it into IPv6. */
    static InetAddress of(InetSocketAddress socket) throws UnknownHostException {
        // The JDK itself makes an Inet4Address of ::ffff:a.b.c.d.
        return InetAddress.getByAddress(socket.getAddress().getAddress());
    }
}
