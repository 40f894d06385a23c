package io.s3torrent.cli.options;

import io.s3torrent.seeder.engine.DhtSettings;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the DHT. */
public final class DhtOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--dht",
            description =
                    "Also find peers, and be found, in the DHT (BEP 5), on the UDP port with the number of the peer port."
                            + " Never for private torrents or in private networks. A magnet link does not say that its"
                            + " torrent is private, so the DHT is used until its metadata is there.")
    private boolean wanted;

    @Option(
            names = "--dht-bootstrap",
            paramLabel = "HOST:PORT",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description =
                    "Join the DHT through this node instead of the well-known ones; may be repeated. Needs --dht.")
    private List<HostPort> bootstrap = List.of();

    /** The settings for the library; empty without a DHT. */
    public Optional<DhtSettings> settings() {
        if (!wanted && !bootstrap.isEmpty()) {
            throw wrong("--dht-bootstrap needs --dht");
        }
        if (!wanted || bootstrap.isEmpty()) {
            return wanted ? Optional.of(DhtSettings.MAINLINE) : Optional.empty();
        }
        try {
            return Optional.of(
                    new DhtSettings(bootstrap.stream().map(HostPort::unresolved).toList()));
        } catch (IllegalArgumentException e) {
            throw wrong("--dht-bootstrap: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
