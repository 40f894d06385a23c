package io.s3torrent.cli.options;

import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The address of the pages for operators. */
public final class AdminOption {
    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Address for /stats (JSON), /metrics (Prometheus), /livez and /readyz, as 127.0.0.1:9080"
                    + " (default: none).")
    private @Nullable HostPort admin;

    /** Adds these pages to a tracker. */
    public void addTo(TrackerConfig.Builder tracker) {
        address().ifPresent(tracker::admin);
    }

    /** Adds these pages to a gateway. */
    public void addTo(GatewayConfig.Builder gateway) {
        address().ifPresent(gateway::admin);
    }

    private Optional<InetSocketAddress> address() {
        return Optional.ofNullable(admin).map(address -> address.resolved("--admin"));
    }
}
