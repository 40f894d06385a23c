package io.s3torrent.net.proxy;

import io.s3torrent.net.AddressText;
import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The proxies before us, whose word counts about who their clients are. Never changes. */
public final class TrustedProxies {
    /** Nobody: what strangers say of others is not read. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final Cidr[] blocks;

    /** All who connect from one of the blocks. */
    public TrustedProxies(List<Cidr> blocks) {
        this.blocks = blocks.toArray(Cidr[]::new);
    }

    /** True for a proxy of ours. */
    public boolean contains(InetAddress address) {
        for (Cidr block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The client for whom a request came: the first from the right whom nobody we trust vouches for. A list that goes on with
     * something else than an address is believed up to there.
     *
     * @param peer who sent the request; itself when it is not trusted, or says nothing
     * @param forwardedFor the elements of all {@code X-Forwarded-For} of the request, in their order
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
     * The list that each HTTP proxy appends its client to, read from its end. There is no standard of it: some proxies add a port, and
     * empty elements are to be passed over as in every list of HTTP (RFC 9110, section 5.6.1).
     */
    private static final class ForwardedFor {
        /** More proxies than anybody has in a row. */
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

        /** The element before the last one that was asked for; null when there is none, or it is no address. */
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
