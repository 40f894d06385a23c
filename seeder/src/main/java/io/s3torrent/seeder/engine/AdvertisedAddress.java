package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.Optional;

/**
 * What others are told about where we are: the host that the user advertises, else the address we listen on; a wildcard stands
 * for "where you reached me" in answers, and for this machine's own address in URLs.
 *
 * @param option what the user said; port 0 stands for the bound one
 * @param announce the announce URL of the built-in tracker, when that is not where it listens
 */
public record AdvertisedAddress(Optional<InetSocketAddress> option, Optional<String> announce) {
    public AdvertisedAddress(Optional<InetSocketAddress> option) {
        this(option, Optional.empty());
    }

    /** The endpoint of our seeder in the tracker's answers. */
    PeerEndpoint peer(InetSocketAddress listen) throws UnknownHostException {
        InetAddress address =
                option.isPresent() ? InetAddress.getByName(option.get().getHostString()) : listen.getAddress();
        int port = option.map(InetSocketAddress::getPort).filter(p -> p > 0).orElse(listen.getPort());
        return new PeerEndpoint(address, port);
    }

    /** The announce URL of the built-in tracker, as torrents and magnets carry it. */
    public String announceUrl(InetSocketAddress tracker) throws IOException {
        return announce.isPresent() ? announce.get() : url("http", tracker) + "/announce";
    }

    /** The URL of what listens there. */
    public String url(String scheme, InetSocketAddress listen) throws IOException {
        String host = option.isPresent() ? option.get().getHostString() : urlHost(listen.getAddress());
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + listen.getPort();
    }

    private static String urlHost(InetAddress bound) throws IOException {
        InetAddress address = bound.isAnyLocalAddress() ? ownAddress() : bound;
        String host = address.getHostAddress();
        int scope = host.indexOf('%');
        return scope < 0 ? host : host.substring(0, scope);
    }

    /** An address of this machine that others may reach: public before private before loopback, IPv4 before IPv6. */
    private static InetAddress ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLinkLocalAddress())
                .min(Comparator.comparing(InetAddress::isLoopbackAddress)
                        .thenComparing(InetAddress::isSiteLocalAddress)
                        .thenComparing(address -> !(address instanceof Inet4Address)))
                .orElseGet(InetAddress::getLoopbackAddress);
    }
}
