package io.s3torrent.net.proxy;

import io.s3torrent.net.AddressText;
import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The proxies that the server trusts to report the addresses of their clients. Immutable. */
public final class TrustedProxies {
    /** Trusts no proxy: the address of the connection counts. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final Cidr[] blocks;

    /** Trusts all proxies in these address blocks. */
    public TrustedProxies(List<Cidr> blocks) {
        this.blocks = blocks.toArray(Cidr[]::new);
    }

    /** True for the address of a trusted proxy. */
    public boolean contains(InetAddress address) {
        for (Cidr block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the client that sent a request: the rightmost address that is not a trusted proxy. Reading stops at the first element that is
     * not an address; the last valid address then counts.
     *
     * @param peer the sender of the request; it is the client itself if it is not trusted or the list is empty
     * @param forwardedFor the elements of all {@code X-Forwarded-For} headers of the request, in order
     */
    public InetAddress client(InetAddress peer, String forwardedFor) {
        InetAddress client = peer;
        ForwardedFor list = new ForwardedFor(forwardedFor);
        while (contains(client)) {
            InetAddress before = list.previous();
            if (before == null) {
                break;
            }
            client = before;
        }
        return client;
    }

    /**
     * Reads the list to which each HTTP proxy appends its client, from the end. The header has no standard: some proxies add a port. Empty
     * elements are skipped, as in every HTTP list (RFC 9110, section 5.6.1).
     */
    private static final class ForwardedFor {
        /** More than any real chain of proxies. */
        private static final int MAX_ELEMENTS = 32;

        /** {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]}, {@code [2001:db8::1]:80}. */
        private static final Pattern ELEMENT =
                Pattern.compile("\\[(?<v6>[^]]+)](?::\\d{1,5})?|(?<v4>[0-9.]+):\\d{1,5}|[^\\[]+");

        private final String list;
        private int end;
        private int read;

        ForwardedFor(String list) {
            this.list = list;
            this.end = list.length();
        }

        /** Returns the element before the one that was returned last; null at the start of the list, or if it is not an address. */
        @Nullable InetAddress previous() {
            while (end >= 0 && read++ < MAX_ELEMENTS) {
                int start = list.lastIndexOf(',', end - 1) + 1;
                String element = list.substring(start, end).strip();
                end = start - 1;
                if (!element.isEmpty()) {
                    return address(element);
                }
            }
            return null;
        }

        private static @Nullable InetAddress address(String element) {
            Matcher form = ELEMENT.matcher(element);
            if (!form.matches()) {
                return null;
            }
            String v6 = form.group("v6");
            String v4 = form.group("v4");
            return AddressText.parse(v6 != null ? v6 : v4 != null ? v4 : element)
                    .filter(AddressText::isOfAHost)
                    .orElse(null);
        }
    }
}
