package io.s3torrent.cli.options;

import io.s3torrent.net.AddressText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on or connect to: {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code :PORT}, or a host; port 0 is any free port.
 *
 * @param host name or address without brackets
 * @param port empty when only a host was given
 */
public record HostPort(String host, OptionalInt port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]*))(?::([0-9]{1,5}))?");
    private static final String ANY = "::";

    /**
     * Parses an address; names are not resolved.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static HostPort parse(String text) {
        String withoutDigits = text.replaceFirst(":[0-9]{1,5}$", "");
        if (isIpv6(text) && (withoutDigits.equals(text) || !isIpv6(withoutDigits))) {
            return new HostPort(text, OptionalInt.empty());
        }
        Matcher form = FORM.matcher(text);
        if (text.isEmpty() || !form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: HOST:PORT, [IPV6]:PORT or :PORT, with port 0 for any free port)");
        }
        String host = form.group(1) != null ? form.group(1) : form.group(2);
        OptionalInt port = form.group(3) == null ? OptionalInt.empty() : port(text, form.group(3));
        return new HostPort(host.isEmpty() ? ANY : host, port);
    }

    /** True for an IPv6 address without brackets. */
    private static boolean isIpv6(String text) {
        return text.indexOf(':') >= 0 && AddressText.parse(text).isPresent();
    }

    private static OptionalInt port(String text, String digits) {
        int port = Integer.parseInt(digits);
        if (port > 65535) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a port from 0 to 65535)");
        }
        return OptionalInt.of(port);
    }

    /**
     * Resolves the name.
     *
     * @throws IllegalArgumentException without a port, or when the name cannot be resolved
     */
    public InetSocketAddress resolved(String option) {
        if (port.isEmpty()) {
            throw new IllegalArgumentException(option + ": \"" + host + "\" (expected: HOST:PORT)");
        }
        InetSocketAddress address = new InetSocketAddress(host, port.getAsInt());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    option + ": \"" + host + "\" (expected: an address, or a name that can be resolved)");
        }
        return address;
    }

    /** True for the wildcard address, which other hosts cannot connect to. */
    public boolean isWildcard() {
        return AddressText.parse(host).filter(InetAddress::isAnyLocalAddress).isPresent();
    }

    /** The address without resolving its name; port 0 when no port was given. */
    public InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port.orElse(0));
    }

    /** {@code 192.0.2.1:6881}, {@code [::]:6881}. */
    public static String text(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip instanceof Inet6Address) {
            // RFC 5952: "0:0:0:0:0:0:0:1" is "::1". A scope has no meaning on other machines.
            String host = ip.getHostAddress().replaceFirst("%.*", "").replaceFirst("(^|:)(0(:|$)){2,}", "::");
            return "[" + host + "]:" + address.getPort();
        }
        return (ip == null ? address.getHostString() : ip.getHostAddress()) + ":" + address.getPort();
    }
}
