package io.s3torrent.cli.options;

import io.s3torrent.seeder.engine.DhtSettings;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether peers may be found without a tracker. */
public final class DhtOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--dht",
            description =
                    "Find peers, and be found, in the DHT (BEP 5) too, by the UDP port that has the number of the port for"
                            + " peers; never for private torrents (a magnet link does not tell until the torrent is there),"
                            + " nor in private networks.")
    private boolean wanted;

    @Option(
            names = "--dht-bootstrap",
            paramLabel = "HOST:PORT",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Ask this node for others, instead of well-known ones; may be repeated. Goes with --dht.")
    private List<HostPort> bootstrap = List.of();

    /** As the library takes them; empty without a DHT. */
    public Optional<DhtSettings> settings() {
        if (!wanted && !bootstrap.isEmpty()) {
            throw wrong("--dht-bootstrap goes with --dht");
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
