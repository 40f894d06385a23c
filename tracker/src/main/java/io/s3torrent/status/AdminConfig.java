package io.s3torrent.status;

import io.s3torrent.net.AddressText;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the status pages are served, and under which names.
 *
 * <p>A hostile web page can make its own host name resolve to this server, and then read the pages through an operator's browser (DNS
 * rebinding). Such requests carry that name. The server therefore answers requests by IP address and {@code localhost} always, and requests
 * by another name only when it is listed here.
 *
 * @param listen address and port of the server
 * @param names host names, without ports, in lower case, under which the pages are reached
 */
public record AdminConfig(InetSocketAddress listen, Set<String> names) {
    private static final int MAX_NAME = 253;

    /** Checks the names. */
    public AdminConfig {
        Set<String> checked = new TreeSet<>();
        for (String name : names) {
            if (name.isEmpty() || name.length() > MAX_NAME || !name.matches("[A-Za-z0-9._-]+")) {
                throw new IllegalArgumentException(
                        "admin name \"" + name + "\" (expected: a host name without port, like node1.example.org)");
            }
            checked.add(name.toLowerCase(Locale.ROOT));
        }
        names = Set.copyOf(checked);
    }

    /** Pages that are reached by IP address and as localhost. */
    public static AdminConfig on(InetSocketAddress listen) {
        return new AdminConfig(listen, Set.of());
    }

    /** The same pages, also under these names. */
    public AdminConfig withNames(List<String> more) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(more);
        return new AdminConfig(listen, all);
    }

    /**
     * Whether a request is for one of our names.
     *
     * @param host value of the {@code Host} header, with or without port; empty when the request has none, as no browser does
     */
    public boolean isOurs(String host) {
        String name = host.replaceFirst(":[0-9]*$", "");
        if (name.startsWith("[") && name.endsWith("]")) {
            return AddressText.parse(name.substring(1, name.length() - 1)).isPresent();
        }
        String plain = name.replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
        return plain.isEmpty()
                || plain.equals("localhost")
                || plain.endsWith(".localhost")
                || AddressText.parse(plain).isPresent()
                || names.contains(plain);
    }
}
