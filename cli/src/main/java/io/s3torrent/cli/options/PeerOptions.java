package io.s3torrent.cli.options;

import io.s3torrent.cli.output.Size;
import io.s3torrent.net.Cidr;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.connect.PeerFilter;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for peer connections: encryption, limits and filters. */
public final class PeerOptions {
    /** The error for these options with {@code --engine bt}. */
    static final String ONLY_NETTY =
            "--dht, --encryption, --max-peers, --max-peers-per-address, --peer-allow, --peer-deny, --upload-limit and"
                    + " --torrent-upload-limit need --engine netty";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--encryption",
            paramLabel = "off|preferred|required",
            defaultValue = "preferred",
            description =
                    "Encrypted connections (MSE/PE): never, if the peer can, or always (default: ${DEFAULT-VALUE}).")
    private Encryption encryption = Encryption.PREFERRED;

    @Option(
            names = "--max-peers",
            paramLabel = "N",
            defaultValue = "4096",
            description =
                    "Peers connected at a time; one torrent may use seven eighths of them (default: ${DEFAULT-VALUE}).")
    private int maxPeers;

    @Option(
            names = "--max-peers-per-address",
            paramLabel = "N",
            defaultValue = "64",
            description = "Peers connected at a time from one IPv4 address or IPv6 /64 (default: ${DEFAULT-VALUE}).")
    private int maxPeersPerAddress;

    @Option(
            names = "--peer-allow",
            paramLabel = "CIDR",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Accept only peers of this address block, as 10.0.0.0/8; may be repeated.")
    private List<Cidr> allow = List.of();

    @Option(
            names = "--peer-deny",
            paramLabel = "CIDR",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Reject peers of this address block, even if --peer-allow has it; may be repeated.")
    private List<Cidr> deny = List.of();

    @Option(
            names = "--upload-limit",
            paramLabel = "SIZE",
            description = "Send peers at most this much per second, for all torrents together, as 10MB.")
    private @Nullable Size uploadLimit;

    @Option(
            names = "--torrent-upload-limit",
            paramLabel = "SIZE",
            description = "Send peers at most this much per second, for each torrent.")
    private @Nullable Size torrentUploadLimit;

    /** The settings for the library. */
    public PeerConfig toConfig() {
        PeerLimits limits = new PeerLimits(
                atLeastOne("--max-peers", maxPeers), atLeastOne("--max-peers-per-address", maxPeersPerAddress));
        return PeerConfig.DEFAULT
                .withEncryption(encryption)
                .withLimits(limits)
                .withFilter(new PeerFilter(allow, deny))
                .withRates(new UploadRates(
                        rate("--upload-limit", uploadLimit), rate("--torrent-upload-limit", torrentUploadLimit)));
    }

    private long rate(String option, @Nullable Size given) {
        if (given == null) {
            return UploadRates.UNLIMITED;
        }
        if (given.bytes() < 1) {
            throw new ParameterException(command.commandLine(), option + ": 0 (expected: >= 1 byte per second)");
        }
        return given.bytes();
    }

    private int atLeastOne(String option, int given) {
        if (given < 1) {
            throw new ParameterException(command.commandLine(), option + ": " + given + " (expected: >= 1)");
        }
        return given;
    }
}
