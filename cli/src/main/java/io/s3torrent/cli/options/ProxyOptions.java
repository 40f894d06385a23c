package io.s3torrent.cli.options;

import io.s3torrent.net.AddressText;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.ExternalAddresses;
import java.net.InetAddress;
import java.util.List;
import picocli.CommandLine.Option;

/** How the tracker determines the addresses of its clients. */
public final class ProxyOptions {
    @Option(
            names = "--trust-proxy",
            paramLabel = "CIDR",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = {
                "Trust proxies of this address block: X-Forwarded-For, X-Forwarded-Host and the PROXY protocol;"
                        + " may be repeated."
            })
    private List<Cidr> trusted = List.of();

    @Option(
            names = "--external-address",
            paramLabel = "ADDRESS",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Address that outside peers get instead of local ones; one for IPv4, one for IPv6.")
    private List<InetAddress> external = List.of();

    /**
     * Adds these settings to a tracker.
     *
     * @throws IllegalArgumentException when an address is not public
     */
    public TrackerConfig.Builder addTo(TrackerConfig.Builder tracker) {
        AnnouncePolicy announce = AnnouncePolicy.builder()
                .external(ExternalAddresses.of(external))
                .build();
        return tracker.proxies(new TrustedProxies(trusted)).announce(announce);
    }

    /** True when any of these options was given. */
    boolean isChosen() {
        return !trusted.isEmpty() || !external.isEmpty();
    }

    /**
     * Parses an address; names are not resolved.
     *
     * @throws IllegalArgumentException for anything else
     */
    static InetAddress address(String text) {
        return AddressText.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" (expected: an address as 203.0.113.7 or 2001:db8::7)"));
    }
}
