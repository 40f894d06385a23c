package io.s3torrent.seeder.s3.direct;

/** A server: scheme, host and port. */
public record DirectOrigin(boolean tls, String host, int port) {

    /** The value of the {@code Host} header, which omits the scheme's default port. */
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    /** The host as a name or an address to look up; URLs have IPv6 addresses in brackets. */
    String hostToConnect() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
