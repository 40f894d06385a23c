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

/** Who the tracker takes its peers for. */
public final class ProxyOptions {
    @Option(
            names = "--trust-proxy",
            paramLabel = "CIDR",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = {
                "Believe what proxies of this address block say of their clients, by X-Forwarded-For or the PROXY"
                        + " protocol, and by X-Forwarded-Host; may be repeated."
            })
    private List<Cidr> trusted = List.of();

    @Option(
            names = "--external-address",
            paramLabel = "ADDRESS",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Tell those outside this address in place of local ones; one of IPv4, one of IPv6.")
    private List<InetAddress> external = List.of();

    /**
     * Adds these settings to a tracker.
     *
     * @throws IllegalArgumentException when an address is not one that the world can reach
     */
    public TrackerConfig.Builder addTo(TrackerConfig.Builder tracker) {
        AnnouncePolicy announce = AnnouncePolicy.builder()
                .external(ExternalAddresses.of(external))
                .build();
        return tracker.proxies(new TrustedProxies(trusted)).announce(announce);
    }

    /** True when any of them was given. */
    boolean isChosen() {
        return !trusted.isEmpty() || !external.isEmpty();
    }

    /**
     * Parses an address; no name is looked up.
     *
     * @throws IllegalArgumentException for anything else
     */
    static InetAddress address(String text) {
        return AddressText.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" (expected: an address as 203.0.113.7 or 2001:db8::7)"));
    }
}
