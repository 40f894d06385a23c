package io.s3torrent.seeder.gateway;

import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * A client of the gateway.
 *
 * @param name the id of its access key, or {@link #ANONYMOUS}
 * @param account the name under which its work is counted: its access key, or the address block of an unauthenticated client
 */
record Principal(String name, String account, AllowedKeys grants) {
    /** The principal of unsigned requests; an access key cannot have this name. */
    static final String ANONYMOUS = "anonymous";

    /** The principal of torrents that no client requested. It may request nothing. */
    static final Principal OURSELVES = new Principal("", new AllowedKeys(List.of()));

    private static final int IPV6_BITS = 64;

    /** Creates the principal of an access key, or of all unauthenticated clients. */
    Principal(String name, AllowedKeys grants) {
        this(name, name, grants);
    }

    boolean isAnonymous() {
        return name.equals(ANONYMOUS);
    }

    /** An unauthenticated client with these grants. Work is counted per IPv4 address, and per /64 of IPv6. */
    Principal at(InetAddress client) {
        return new Principal(name, "address " + Cidr.around(client, IPV6_BITS), grants);
    }
}
