package io.s3torrent.tracker.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as they are told to others. */
public final class PlainAddress {
    private PlainAddress() {}

    /** The address without name, scope and port; IPv4 also when a socket for both families mapped it into IPv6. */
    public static InetAddress of(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        if (address instanceof Inet4Address) {
            return address;
        }
        try {
            // The JDK itself makes an Inet4Address of ::ffff:a.b.c.d.
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError("what a socket has is an address", e);
        }
    }
}
