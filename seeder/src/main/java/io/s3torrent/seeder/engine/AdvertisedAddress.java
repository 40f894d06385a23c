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
 * The address at which other machines reach us: the host that the user advertises, or else the listen address. A wildcard listen address
 * means "the address that you reached me at" in tracker answers, and an address of this machine in URLs.
 *
 * @param option the advertised host and port, if the user set them; port 0 means the bound port
 * @param announce the announce URL of the built-in tracker, if it differs from its listen address
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

    /** The announce URL of the built-in tracker, for torrents and magnet links. */
    public String announceUrl(InetSocketAddress tracker) throws IOException {
        return announce.isPresent() ? announce.get() : url("http", tracker) + "/announce";
    }

    /** The URL of a service that listens at {@code listen}. */
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

    /** An address of this machine that others may reach. Prefers public to private to loopback addresses, and IPv4 to IPv6. */
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
