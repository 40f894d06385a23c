package io.s3torrent.net.proxy;

import io.s3torrent.net.AddressText;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list that each HTTP proxy appends its client to, read from its end. There is no standard of it: some proxies add a port, and
 * empty elements are to be passed over as in every list of HTTP (RFC 9110, section 5.6.1).
 */
final class ForwardedFor {
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
