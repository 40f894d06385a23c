package io.s3torrent.net;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses and normalizes IP addresses. */
public final class AddressText {
    /** Excludes names, scopes and brackets, which Netty's parser would accept. */
    private static final Pattern LITERAL = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private AddressText() {}

    /** The address of a socket without name, scope and port. An IPv4-mapped IPv6 address becomes IPv4. */
    public static InetAddress of(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        return address instanceof Inet4Address ? address : of(address.getAddress());
    }

    /** The address of 4 or 16 bytes. An IPv4-mapped IPv6 address becomes IPv4. */
    public static InetAddress of(byte[] raw) {
        try {
            // The JDK returns an Inet4Address for ::ffff:a.b.c.d.
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    /** Parses an IP address literal; empty for any other text. Never looks up a name. */
    public static Optional<InetAddress> parse(String literal) {
        byte[] raw = LITERAL.matcher(literal).matches() ? NetUtil.createByteArrayFromIpAddressString(literal) : null;
        return Optional.ofNullable(raw).map(AddressText::of);
    }

    /** True for the address of a single host: neither the wildcard nor multicast. */
    public static boolean isOfAHost(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }

    /**
     * True when {@code [::]} could not be bound because this machine or container has no IPv6. Systems report that with many different
     * messages, so this excludes the only two other reasons: the port is in use, or binding is denied.
     */
    public static boolean isIpv6Off(InetSocketAddress listen, Throwable failure) {
        InetAddress address = listen.getAddress();
        String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return address instanceof Inet6Address
                && address.isAnyLocalAddress()
                && !reason.contains("in use")
                && !reason.contains("denied");
    }

    /** The socket address {@code 0.0.0.0} with a port. */
    public static InetSocketAddress anyIpv4(int port) {
        return new InetSocketAddress(of(new byte[4]), port);
    }
}
