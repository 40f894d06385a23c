package io.s3torrent.cli.options;

import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The address of the pages for operators. */
public final class AdminOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Address for /stats (JSON), /metrics (Prometheus), /livez and /readyz, as 127.0.0.1:9080"
                    + " (default: none).")
    private @Nullable HostPort admin;

    @Option(
            names = "--admin-name",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Host names under which --admin is reached, as seeder.example.org; may be repeated. Requests by another",
                "name are rejected, so that no foreign web page can read the pages (default: IP addresses and localhost)."
            })
    private List<String> names = List.of();

    /** Adds these pages to a tracker. */
    public void addTo(TrackerConfig.Builder tracker) {
        config().ifPresent(tracker::admin);
    }

    /** Adds these pages to a gateway. */
    public void addTo(GatewayConfig.Builder gateway) {
        config().ifPresent(gateway::admin);
    }

    private Optional<AdminConfig> config() {
        if (admin == null && !names.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--admin-name goes with --admin");
        }
        try {
            return Optional.ofNullable(admin)
                    .map(address -> AdminConfig.on(address.resolved("--admin")).withNames(names));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
