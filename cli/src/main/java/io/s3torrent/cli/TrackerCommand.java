package io.s3torrent.cli;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.cli.options.AdminOption;
import io.s3torrent.cli.options.AdmissionOptions;
import io.s3torrent.cli.options.ClusterOptions;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.ProxyOptions;
import io.s3torrent.cli.options.TlsOptions;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.TrackerStatus;
import io.s3torrent.net.PemFiles;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.access.AllowList;
import io.s3torrent.tracker.access.RevokedUsers;
import io.s3torrent.tracker.http.HttpsConfig;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tracker}: a tracker and nothing else, until the process is told to end. */
@Command(
        name = "tracker",
        description = "Runs a tracker without a seeder, over HTTP and UDP, until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  s3torrent tracker --allow info-hashes.txt",
            "  s3torrent tracker --allow /srv/torrents --http :80 --udp :6969",
            "",
            Environment.HELP_1,
            Environment.HELP_2
        })
final class TrackerCommand implements Callable<Integer> {
    private static final String ANYWHERE = "[::]:6969";

    /** What is on its way to us when we are told to end is answered yet. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    /** Which torrents are tracked. */
    enum Access {
        /** Those that are listed. */
        ALLOW,
        /** All that somebody announces. */
        OPEN
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            defaultValue = ANYWHERE,
            description = "Where HTTP is served; port 0 is any free one (default: ${DEFAULT-VALUE}).")
    private HostPort http = HostPort.parse(ANYWHERE);

    @Option(
            names = "--udp",
            paramLabel = "HOST:PORT",
            defaultValue = ANYWHERE,
            description = "Where UDP is served (default: ${DEFAULT-VALUE}).")
    private HostPort udp = HostPort.parse(ANYWHERE);

    @Option(
            names = "--https",
            paramLabel = "HOST:PORT",
            description = "Where HTTPS is served; goes with --tls-cert and --tls-key.")
    private @Nullable HostPort https;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Option(
            names = "--access",
            paramLabel = "allow|open",
            defaultValue = "allow",
            description = "Tracked are the torrents of --allow, or all that anybody announces (default: allow).")
    private Access access = Access.ALLOW;

    @Option(
            names = "--allow",
            paramLabel = "FILE|DIR",
            description = "A file of hexadecimal info-hashes, or a folder of .torrent files. Changes are followed.")
    private @Nullable Path allow;

    @Mixin
    private final ProxyOptions proxies = new ProxyOptions();

    @Mixin
    private final AdmissionOptions users = new AdmissionOptions();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that serve (default: one for each core, but at most 4).")
    private @Nullable Integer workers;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Override
    public Integer call() throws IOException {
        TrackerConfig config = config();
        if ((access == Access.OPEN) != (allow == null)) {
            throw wrong("--allow FILE|DIR goes with --access allow, and that with it (--access is "
                    + access.name().toLowerCase(Locale.ROOT) + ")");
        }
        try (RevokedUsers revoked = users.revoked()) {
            if (allow == null) {
                return serve(
                        config.toBuilder()
                                .access(users.admission(revoked, infoHash -> true))
                                .build(),
                        infoHash -> true);
            }
            try (AllowList list = AllowList.follow(allow)) {
                return serve(
                        config.toBuilder()
                                .access(users.admission(revoked, list::isPublic))
                                .build(),
                        list);
            }
        }
    }

    private int serve(TrackerConfig config, Predicate<InfoHash> tracked) throws IOException {
        Output output = common.output();
        TrackerStatus status = new TrackerStatus(output.talk());
        try (Tracker tracker = Tracker.start(config, tracked);
                SignalHandler onSignal = SignalHandler.daemon(() -> end(tracker, status), () -> ExitCode.OK)) {
            String overHttp = HostPort.text(tracker.address());
            String overUdp = HostPort.text(tracker.udpAddress());
            JsonLine json = output.event("ready").put("http", overHttp).put("udp", overUdp);
            Optional<String> overTls = tracker.httpsAddress().map(HostPort::text);
            overTls.ifPresent(address -> json.put("https", address));
            Optional<String> pages = tracker.adminAddress().map(HostPort::text);
            pages.ifPresent(address -> json.put("admin", address));
            output.print(
                    json,
                    List.of("ready: HTTP on " + overHttp + ", UDP on " + overUdp
                            + overTls.map(address -> ", HTTPS on " + address).orElse("")
                            + pages.map(address -> ", its numbers on http://" + address + "/stats")
                                    .orElse("")));
            while (true) {
                onSignal.pause(status.interval());
                status.show(tracker.snapshot());
            }
        }
    }

    private static void end(Tracker tracker, TrackerStatus status) {
        try {
            tracker.drain(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        status.end(tracker.snapshot());
        tracker.close();
    }

    private TrackerConfig config() throws IOException {
        try {
            TrackerConfig.Builder config =
                    TrackerConfig.builder(http.resolved("--http")).udp(udp.resolved("--udp"));
            // Half of the heap is for swarms: what serves them needs the other.
            config.swarms(SwarmLimits.builder()
                    .memory(Runtime.getRuntime().maxMemory() / 2)
                    .build());
            addHttps(config);
            admin.addTo(config);
            proxies.addTo(config);
            if (workers != null) {
                config.workers(workers);
            }
            cluster.addTo(config);
            return config.build();
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private void addHttps(TrackerConfig.Builder config) {
        Optional<PemFiles> files = tls.files();
        if ((https == null) != files.isEmpty()) {
            throw new IllegalArgumentException("--https, --tls-cert and --tls-key go together");
        }
        if (https != null) {
            config.https(new HttpsConfig(https.resolved("--https"), files.orElseThrow()));
        }
    }

    private ParameterException wrong(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
