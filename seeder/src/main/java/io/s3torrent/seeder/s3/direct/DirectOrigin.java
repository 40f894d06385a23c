package io.s3torrent.seeder.s3.direct;

/** A server: the scheme, and where it listens. */
public record DirectOrigin(boolean tls, String host, int port) {

    /** As a Host header names it: without the port that goes with the scheme. */
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    /** The host as a name or an address to look up; in URLs, IPv6 addresses stand in brackets. */
    String hostToConnect() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
