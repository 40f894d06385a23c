package io.s3torrent.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** How far an IP address can be reached from; the widest scope is first. */
public enum AddressScope {
    /** The internet. */
    PUBLIC,
    /** A private network, including carrier-grade NAT (RFC 1918, 4193, 6598). */
    PRIVATE,
    /** This machine. */
    LOOPBACK,
    /** No usable host: link-local (cloud metadata services serve credentials there), multicast or unspecified. */
    NOWHERE;

    /** The scope of an address. */
    public static AddressScope of(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return NOWHERE;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        return address instanceof Inet6Address ? ofV6(address.getAddress()) : ofV4(address.getAddress());
    }

    /**
     * Whether we may connect to an address of this scope that a machine of scope {@code source} named: never to a scope narrower than its
     * own. Otherwise strangers could direct us at services that only we can reach.
     */
    public boolean mayBeNamedBy(AddressScope source) {
        return compareTo(source == NOWHERE ? PUBLIC : source) <= 0;
    }

    private static AddressScope ofV4(byte[] a) {
        int first = a[0] & 0xff;
        int second = a[1] & 0xff;
        if (first == 0 || first >= 240) {
            return NOWHERE;
        }
        boolean carrier = first == 100 && second >= 64 && second < 128;
        boolean site = first == 10 || (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168);
        return carrier || site ? PRIVATE : PUBLIC;
    }

    private static AddressScope ofV6(byte[] a) {
        if ((a[0] & 0xfe) == 0xfc || (a[0] == (byte) 0xfe && (a[1] & 0xc0) == 0xc0)) {
            return PRIVATE; // fc00::/7, and the deprecated fec0::/10
        }
        if (a[0] == 0x20 && a[1] == 0x02) {
            return ofEmbedded(a, 2); // 6to4, RFC 3056
        }
        if (startsWith(a, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01)) {
            return PRIVATE; // 64:ff9b:1::/48, RFC 8215: each network places the IPv4 address as it likes
        }
        boolean nat64 = startsWith(a, 0x00, 0x64, 0xff, 0x9b); // RFC 6052
        boolean compatible = startsWith(a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0); // RFC 4291, section 2.5.5.1
        return nat64 || compatible ? ofEmbedded(a, 12) : PUBLIC;
    }

    /** Judges the embedded IPv4 address, because a gateway may translate to it. */
    private static AddressScope ofEmbedded(byte[] a, int at) {
        try {
            return of(InetAddress.getByAddress(Arrays.copyOfRange(a, at, at + 4)));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 bytes are an address", e);
        }
    }

    private static boolean startsWith(byte[] a, int... head) {
        for (int i = 0; i < head.length; i++) {
            if ((a[i] & 0xff) != head[i]) {
                return false;
            }
        }
        return true;
    }
}
