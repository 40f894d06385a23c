package io.s3torrent.cli.config;

import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.SeederOptions;
import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import io.s3torrent.cli.output.Size;
import io.s3torrent.net.Cidr;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.resolve.SidecarMode;
import io.s3torrent.seeder.revalidate.RevalidationConfig;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.connect.PeerFilter;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.util.List;
import java.util.Optional;

/** The section {@code seeder}: how torrents are made, announced, and served to peers. */
record SeederSection(
        @Key(
                value = "address for peer connections",
                form = "HOST:PORT",
                byDefault = SeederOptions.DEFAULT_PEERS,
                option = "")
        HostPort listen,

        @Key(value = "how clients reach this machine", form = "HOST[:PORT]")
        Optional<HostPort> advertise,

        @Key(value = "announce URLs of other trackers", form = "URL")
        List<AnnounceUrl> announce,

        @Key(value = "encrypted peer connections", form = "off|preferred|required", byDefault = "preferred")
        Encryption encryption,

        @Key(value = "peers connected at a time", form = "N", byDefault = "4096")
        int maxPeers,

        @Key(value = "peers connected at a time from one address", form = "N", byDefault = "64")
        int maxPeersPerAddress,

        @Key(value = "accept only peers of these address blocks", form = "CIDR")
        List<Cidr> peerAllow,

        @Key(value = "reject peers of these address blocks", form = "CIDR")
        List<Cidr> peerDeny,

        @Key(value = "bytes per second to all peers", form = "SIZE")
        Optional<Size> uploadLimit,

        @Key(value = "bytes per second to the peers of each torrent", form = "SIZE")
        Optional<Size> torrentUploadLimit,

        @Key(value = "copies of each byte that a swarm gets", form = "auto|K|unlimited", byDefault = "auto")
        CopyPolicy copies,

        @Key("find peers, and be found, in the DHT") boolean dht,

        @Key(value = "nodes through which to join the DHT", form = "HOST:PORT")
        List<HostPort> dhtBootstrap,

        @Key(value = "where to look for existing torrents", form = "none|local|bucket", byDefault = "local")
        SidecarMode sidecar,

        @Key(
                value = "how often the objects of torrents in use are checked with a request for each",
                form = "TIME|never",
                byDefault = "5m")
        RevalidationConfig revalidate) {

    SeederSection {
        checkRate("upload-limit", uploadLimit);
        checkRate("torrent-upload-limit", torrentUploadLimit);
        if (!dht && !dhtBootstrap.isEmpty()) {
            throw new IllegalArgumentException("dht-bootstrap needs dht: true");
        }
        if (advertise.isPresent() && advertise.get().isWildcard()) {
            throw new IllegalArgumentException("advertise: \"" + advertise.get().host()
                    + "\" (expected: a host name or address that others can reach)");
        }
    }

    private static void checkRate(String key, Optional<Size> rate) {
        if (rate.isPresent() && rate.get().bytes() < 1) {
            throw new IllegalArgumentException(key + ": 0 (expected: >= 1 byte per second)");
        }
    }

    /** The settings for peers. */
    PeerConfig toPeerConfig() {
        return PeerConfig.builder()
                .encryption(encryption)
                .limits(new PeerLimits(maxPeers, maxPeersPerAddress))
                .filter(new PeerFilter(peerAllow, peerDeny))
                .rates(new UploadRates(rate(uploadLimit), rate(torrentUploadLimit)))
                .dht(dht ? dhtSettings() : null)
                .copies(copies)
                .build();
    }

    private static long rate(Optional<Size> rate) {
        return rate.map(Size::bytes).orElse(UploadRates.UNLIMITED);
    }

    private DhtSettings dhtSettings() {
        return dhtBootstrap.isEmpty()
                ? DhtSettings.MAINLINE
                : new DhtSettings(
                        dhtBootstrap.stream().map(HostPort::unresolved).toList());
    }
}
