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

/** Addresses as they are told to others. */
public final class AddressText {
    /** Neither name, scope nor brackets, which Netty would take. */
    private static final Pattern LITERAL = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private AddressText() {}

    /** The address without name, scope and port; IPv4 also when a socket for both families mapped it into IPv6. */
    public static InetAddress of(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        return address instanceof Inet4Address ? address : of(address.getAddress());
    }

    /** The address of 4 or 16 bytes; IPv4 also when it is mapped into IPv6. */
    public static InetAddress of(byte[] raw) {
        try {
            // The JDK itself makes an Inet4Address of ::ffff:a.b.c.d.
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    /** The address that a text stands for, if any; no name is looked up. */
    public static Optional<InetAddress> parse(String literal) {
        byte[] raw = LITERAL.matcher(literal).matches() ? NetUtil.createByteArrayFromIpAddressString(literal) : null;
        return Optional.ofNullable(raw).map(AddressText::of);
    }

    /** True when somebody can have the address: it is neither the wildcard nor of a group. */
    public static boolean isOfAHost(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }

    /**
     * True when {@code [::]} could not be bound because there is no IPv6 on this machine or in its container. For that, systems have many
     * words: a wildcard address fails for no other reasons than these two.
     */
    public static boolean isIpv6Off(InetSocketAddress listen, Throwable failure) {
        InetAddress address = listen.getAddress();
        String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return address instanceof Inet6Address
                && address.isAnyLocalAddress()
                && !reason.contains("in use")
                && !reason.contains("denied");
    }

    /** {@code 0.0.0.0} and a port. */
    public static InetSocketAddress anyIpv4(int port) {
        return new InetSocketAddress(of(new byte[4]), port);
    }
}
