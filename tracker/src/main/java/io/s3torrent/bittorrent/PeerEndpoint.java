package io.s3torrent.bittorrent;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The IP address and TCP port that a peer listens on.
 *
 * @param address IPv4 or IPv6; the wildcard address means the address at which the tracker was reached
 * @param port 1 to 65535
 */
public record PeerEndpoint(InetAddress address, int port) {
    /** Bytes of a compact IPv4 entry: 4 of address, 2 of port, network order (BEP 23). */
    public static final int COMPACT_V4 = 6;

    /** Bytes of a compact IPv6 entry: 16 of address, 2 of port (BEP 7). */
    public static final int COMPACT_V6 = 18;

    public PeerEndpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /** Creates the endpoint of a resolved socket address. */
    public static PeerEndpoint of(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        if (resolved == null) {
            throw new IllegalArgumentException("address: " + address + " (expected: resolved)");
        }
        return new PeerEndpoint(resolved, address.getPort());
    }

    /**
     * Reads one compact entry of 6 or 18 bytes.
     *
     * @throws IllegalArgumentException for another length, or port 0
     */
    public static PeerEndpoint ofCompact(byte[] entry) {
        if (entry.length != COMPACT_V4 && entry.length != COMPACT_V6) {
            throw new IllegalArgumentException("compact peer: " + entry.length + " bytes (expected: 6 or 18)");
        }
        ByteBuffer in = ByteBuffer.wrap(entry);
        byte[] address = new byte[entry.length - 2];
        in.get(address);
        try {
            return new PeerEndpoint(InetAddress.getByAddress(address), in.getShort() & 0xffff);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    /** The entry as trackers and PEX send it: address, then port, 6 or 18 bytes. */
    public byte[] compact() {
        byte[] raw = address.getAddress();
        return ByteBuffer.allocate(raw.length + 2)
                .put(raw)
                .putShort((short) port)
                .array();
    }

    /** True for IPv6; trackers list such peers in {@code peers6}. */
    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    /** True when the address is {@code 0.0.0.0} or {@code ::}. */
    public boolean isWildcard() {
        return address.isAnyLocalAddress();
    }

    /** {@code 192.0.2.1:6881} or {@code [2001:db8::1]:6881}. */
    @Override
    public String toString() {
        String host = address.getHostAddress();
        return isIpv6() ? "[" + host + "]:" + port : host + ":" + port;
    }
}
