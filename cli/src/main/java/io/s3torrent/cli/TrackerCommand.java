package io.s3torrent.cli;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.cli.options.AdminOption;
import io.s3torrent.cli.options.AdmissionOptions;
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
import io.s3torrent.tracker.cluster.RedisAddress;
import io.s3torrent.tracker.http.HttpsConfig;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** {@code tracker}: a tracker without a seeder, until SIGINT or SIGTERM. */
@Command(
        name = "tracker",
        description = "Runs a tracker without a seeder, over HTTP and UDP, until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  s3torrent tracker --access open",
            "  s3torrent tracker --allow info-hashes.txt",
            "  s3torrent tracker --allow /srv/torrents --http :80 --udp :6969",
            "",
            Environment.HELP_1,
            Environment.HELP_NONE
        })
final class TrackerCommand implements Callable<Integer> {
    private static final String ANYWHERE = "[::]:6969";

    /** How long the tracker still answers requests after a signal. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    /** Which torrents are tracked. */
    enum Access {
        /** Those in the file or folder of {@code --allow}. */
        ALLOW,
        /** All that a client announces. */
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
            description = "Address for HTTP; port 0 is any free port (default: ${DEFAULT-VALUE}).")
    private HostPort http = HostPort.parse(ANYWHERE);

    @Option(
            names = "--udp",
            paramLabel = "HOST:PORT",
            defaultValue = ANYWHERE,
            description = "Address for UDP (default: ${DEFAULT-VALUE}).")
    private HostPort udp = HostPort.parse(ANYWHERE);

    @Option(
            names = "--https",
            paramLabel = "HOST:PORT",
            description = "Address for HTTPS; needs --tls-cert and --tls-key.")
    private @Nullable HostPort https;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Option(
            names = "--access",
            paramLabel = "allow|open",
            defaultValue = "allow",
            description = "Track the torrents of --allow, or every torrent that a client announces (default: allow).")
    private Access access = Access.ALLOW;

    @Option(
            names = "--allow",
            paramLabel = "FILE|DIR",
            description =
                    "A file of hexadecimal info-hashes, or a folder of .torrent files; changes take effect while it runs.")
    private @Nullable Path allow;

    @Mixin
    private final ProxyOptions proxies = new ProxyOptions();

    @Mixin
    private final AdmissionOptions users = new AdmissionOptions();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that serve requests (default: one for each core, at most 4).")
    private @Nullable Integer workers;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Override
    public Integer call() throws IOException {
        TrackerConfig config = config();
        if ((access == Access.OPEN) != (allow == null)) {
            throw wrong(
                    allow == null
                            ? "which torrents? Name them with --allow FILE|DIR, or track every torrent that a client"
                                    + " announces with --access open"
                            : "--allow and --access open exclude each other (expected: one of them)");
        }
        try (RevokedUsers revoked = users.revoked()) {
            if (allow == null) {
                return serve(
                        config.toBuilder()
                                .access(users.admission(revoked, infoHash -> true))
                                .build(),
                        infoHash -> true,
                        "every torrent that a client announces (--access open)");
            }
            try (AllowList list = AllowList.follow(allow)) {
                return serve(
                        config.toBuilder()
                                .access(users.admission(revoked, list::isPublic))
                                .build(),
                        list,
                        list.size() + " in " + allow + ", and those added to it later");
            }
        }
    }

    /** {@code torrents} describes which torrents are {@code tracked}. */
    private int serve(TrackerConfig config, Predicate<InfoHash> tracked, String torrents) throws IOException {
        Output output = common.output();
        TrackerStatus status = new TrackerStatus(output.console());
        try (Tracker tracker = Tracker.start(config, tracked);
                SignalHandler onSignal = SignalHandler.daemon(() -> end(tracker, status), () -> ExitCode.OK)) {
            String overHttp = HostPort.text(tracker.address());
            String overUdp = HostPort.text(tracker.udpAddress());
            JsonLine json = output.event("ready").put("http", overHttp).put("udp", overUdp);
            Optional<String> overTls = tracker.httpsAddress().map(HostPort::text);
            overTls.ifPresent(address -> json.put("https", address));
            Optional<String> pages = tracker.adminAddress().map(HostPort::text);
            pages.ifPresent(address -> json.put("admin", address));
            String ready = "ready: HTTP on " + overHttp + ", UDP on " + overUdp
                    + overTls.map(address -> ", HTTPS on " + address).orElse("")
                    + pages.map(address -> ", status on http://" + address + "/stats")
                            .orElse("");
            output.print(
                    json,
                    List.of(
                            ready,
                            row("announce", announceUrls(tracker)),
                            row("torrents", torrents),
                            row(
                                    "clients",
                                    users.arePasskeysRequired()
                                            ? "only users with a passkey, from s3torrent passkey"
                                            : "everyone")));
            while (true) {
                onSignal.pause(status.interval());
                status.show(tracker.snapshot());
            }
        }
    }

    /** The URLs to put into torrents; HOST where the tracker listens on all addresses. */
    private String announceUrls(Tracker tracker) {
        String path = "/announce" + (users.arePasskeysRequired() ? "/PASSKEY" : "");
        List<String> urls = new ArrayList<>(List.of("http://" + reached(tracker.address()) + path));
        tracker.httpsAddress().ifPresent(address -> urls.add("https://" + reached(address) + path));
        urls.add("udp://" + reached(tracker.udpAddress()) + path);
        return String.join(", ", urls);
    }

    private static String reached(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress() ? "HOST:" + address.getPort() : HostPort.text(address);
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
            // Half of the heap is for swarms; the servers need the other half.
            config.swarms(SwarmLimits.builder()
                    .memory(Runtime.getRuntime().maxMemory() / 2)
                    .build());
            addHttps(config);
            admin.addTo(config);
            proxies.addTo(config);
            if (workers != null) {
                if (workers < 1 || workers > TrackerConfig.MAX_WORKERS) {
                    throw new IllegalArgumentException(
                            "--workers: " + workers + " (expected: 1 to " + TrackerConfig.MAX_WORKERS + ")");
                }
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
            throw new IllegalArgumentException(
                    "--https needs --tls-cert FILE and --tls-key FILE, and they need --https HOST:PORT");
        }
        if (https != null) {
            config.https(new HttpsConfig(https.resolved("--https"), files.orElseThrow()));
        }
    }

    private ParameterException wrong(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** What a tracker shares with other trackers, and keeps over a restart. */
    static final class ClusterOptions {
        /** Larger than any secret; guards against a disk image that was named by mistake. */
        private static final int MOST_OF_A_SECRET = 1 << 16;

        @Option(
                names = "--redis",
                paramLabel = "URI",
                description = "Share all peers with the trackers that use the same database of this Redis or Valkey:"
                        + "%nredis://[user:password@]host:port[/db],"
                        + "%nor rediss:// for TLS. Prefer S3TORRENT_REDIS, because other users can see command lines."
                        + " Announces never wait for Redis.")
        private @Nullable String redis;

        @Option(
                names = "--state",
                paramLabel = "FILE",
                description = "Keep the peers in this file over a restart; written every 5 minutes and at exit.")
        private @Nullable Path state;

        @Option(
                names = "--connection-key",
                paramLabel = "FILE",
                description =
                        "A secret of 16 bytes or more, shared by trackers behind one address, so that each accepts"
                                + " the UDP connection ids of the others (default: random).")
        private @Nullable Path connectionKey;

        /**
         * Adds these options to a tracker.
         *
         * @throws IllegalArgumentException when an option is invalid
         * @throws IOException when the secret cannot be read
         */
        void addTo(TrackerConfig.Builder tracker) throws IOException {
            if (redis != null) {
                tracker.cluster(address(redis));
            }
            if (state != null) {
                tracker.state(state);
            }
            if (connectionKey != null) {
                tracker.connectionSecret(secret(connectionKey));
            }
        }

        private static RedisAddress address(String redis) {
            try {
                return RedisAddress.parse(redis);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--redis: " + e.getMessage(), e);
            }
        }

        private static byte[] secret(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] secret = in.readNBytes(MOST_OF_A_SECRET + 1);
                if (secret.length < 16 || secret.length > MOST_OF_A_SECRET) {
                    throw new IllegalArgumentException(
                            "--connection-key: " + file + " (expected: 16 to " + MOST_OF_A_SECRET + " bytes)");
                }
                return secret;
            }
        }
    }
}
