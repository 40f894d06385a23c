package io.s3torrent.cli;

import io.s3torrent.tracker.TrackerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where operators see how a tracker fares. */
final class AdminOption {
    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = {
                "Where /stats (JSON), /metrics (Prometheus), /livez and /readyz are served, as 127.0.0.1:9080",
                "(default: nowhere)."
            })
    private @Nullable HostPort admin;

    /** The same tracker with these pages. */
    TrackerConfig on(TrackerConfig tracker) {
        return admin == null ? tracker : tracker.withAdmin(admin.resolved("--admin"));
    }
}
