package io.s3torrent.cli;

import io.s3torrent.cli.config.GatewayAuth;
import io.s3torrent.cli.options.AdminOption;
import io.s3torrent.cli.options.BudgetOptions;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.CopiesOption;
import io.s3torrent.cli.options.DhtOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.PeerOptions;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.SeedEnd;
import io.s3torrent.cli.options.SeederOptions;
import io.s3torrent.cli.options.SeederOptions.PeerPort;
import io.s3torrent.cli.options.TlsOptions;
import io.s3torrent.cli.options.UrlArguments.WebSeedUrl;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.SeedEvents;
import io.s3torrent.cli.output.TrackerReach;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.gateway.AccessKeysFile;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.gateway.SeedingGateway;
import io.s3torrent.seeder.ledger.Budget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gateway}: answers GetObjectTorrent as S3 did, and seeds the torrents, until SIGINT or SIGTERM. */
@Command(
        name = "gateway",
        description = "Answers get-object-torrent of the AWS CLI and of every SDK, checks signatures as S3 does, "
                + "and seeds the requested objects, until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  s3torrent gateway",
            "  aws s3api get-object-torrent --endpoint-url http://127.0.0.1:8080 \\",
            "      --bucket BUCKET --key KEY out.torrent",
            "",
            "Pages: / lists the seeded torrents; /catalogue.json is the same for programs, /feed.xml for feed readers.",
            "/BUCKET/KEY.torrent is a torrent, /BUCKET/KEY.magnet its magnet link. Clients see what their access key allows.",
            "",
            "On a loopback address, the gateway also accepts its own S3 access key, for every object.",
            "Name other keys in --access-keys:",
            "  - access-key: AKIAEXAMPLE",
            "    secret-key: ...",
            "    allow: [bucket/prefix*, other-bucket/*]",
            "  - access-key: anonymous",
            "    allow: [bucket/public/*]",
            "",
            Environment.HELP_1,
            Environment.HELP_NONE
        })
final class GatewayCommand implements Callable<Integer> {
    private static final String DEFAULT_LISTEN = "127.0.0.1:8080";

    /** How long the gateway still answers requests after a signal. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            order = -3,
            defaultValue = DEFAULT_LISTEN,
            description = {
                "Address for HTTP, or for HTTPS with --tls-cert; port 0 is any free port (default: ${DEFAULT-VALUE}).",
                "--tracker and --admin share the port when they name the same address."
            })
    private HostPort listen = HostPort.parse(DEFAULT_LISTEN);

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Option(
            names = "--access-keys",
            paramLabel = "FILE",
            order = -3,
            description = "YAML list of access keys, with the objects that each may request.")
    private @Nullable Path accessKeys;

    @Option(
            names = "--gateway-auth",
            paramLabel = "sigv4|none",
            order = -3,
            defaultValue = "sigv4",
            description =
                    "Check signatures, or accept all requests (loopback addresses only; default: ${DEFAULT-VALUE}).")
    private GatewayAuth auth = GatewayAuth.SIGV4;

    @Option(
            names = "--gateway-domain",
            paramLabel = "NAME",
            order = -3,
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Accept buckets as sub-domains of this name, like those of localhost; may be repeated.")
    private List<String> domains = List.of();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            order = -3,
            description = "How clients reach the gateway: the start of links, and of the web seed URL in torrents.")
    private @Nullable WebSeedUrl publicUrl;

    @Option(
            names = "--update-url",
            order = -3,
            description = {
                "Put an update URL below --public-url into torrents (BEP 39). This changes",
                "their info-hash."
            })
    private boolean updateUrl;

    @Option(
            names = "--strict-aws",
            order = -3,
            description = "Reject what S3 rejected: objects over 5 GB, and customer encryption keys (SSE-C).")
    private boolean strictAws;

    @Option(
            names = "--hash-budget",
            paramLabel = "SIZE[/PERIOD]",
            order = -3,
            description = {
                "Bytes that each access key, or each unauthenticated address, may have read to make torrents:",
                "1TB, 1TB/month, /day, /hour. Default: 100GB/day for each address that sends unsigned",
                "requests; unlimited for access keys and with --gateway-auth none."
            })
    private @Nullable Budget hashBudget;

    @Option(
            names = "--peer-listen",
            paramLabel = "HOST:PORT",
            order = -1,
            defaultValue = SeederOptions.DEFAULT_PEERS,
            description = "Address for peer connections; port 0 is any free port (default: ${DEFAULT-VALUE}).")
    private HostPort peerListen = HostPort.parse(SeederOptions.DEFAULT_PEERS);

    @Mixin
    private final SeederOptions seederOptions = new SeederOptions();

    @Mixin
    private final PeerOptions peers = new PeerOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final BudgetOptions budget = new BudgetOptions();

    @Mixin
    private final PersistenceOptions persistence = new PersistenceOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    private final CopiesOption copies = new CopiesOption();

    @Mixin
    private final DhtOptions dht = new DhtOptions();

    @Override
    public Integer call() throws IOException {
        GatewayConfig gatewayConfig = gatewayConfig();
        Output output = common.output();
        SeederConfig seederConfig = seederOptions.toConfig(
                new PeerPort("--peer-listen", peerListen),
                s3.toS3Options(),
                peers.toConfig(dht.settings(), copies.policy(seederOptions.engine())),
                persistence.toConfig(),
                budget.budgets(persistence.stateDir(), seederOptions.uploadBudget(), output));
        try (SeedSession session = new SeedSession(output, budget.costText())) {
            SeedingGateway gateway = SeedingGateway.start(seederConfig, gatewayConfig);
            session.opened(gateway.seeder(), () -> end(gateway));
            gateway.listen(new SeedEvents(output));
            ready(gateway, gatewayConfig, output);
            return session.untilEnd(gateway.seeder(), new SeedEnd(Optional.empty(), Optional.empty()));
        }
    }

    private static void end(SeedingGateway gateway) {
        try {
            gateway.drain(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gateway.close();
    }

    private GatewayConfig gatewayConfig() throws IOException {
        try {
            return configured();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private GatewayConfig configured() throws IOException {
        GatewayConfig.Builder config = GatewayConfig.builder(listen.resolved("--listen"))
                .domains(domains)
                .tls(tls.files().orElse(null))
                .strictAws(strictAws)
                .hashBudget(hashBudget)
                .publicUrl(publicUrl == null ? null : publicUrl.uri())
                .updatable(updateUrl)
                .unauthenticated(auth == GatewayAuth.NONE);
        admin.addTo(config);
        if (accessKeys != null) {
            config.accessKeys(AccessKeysFile.read(accessKeys));
        }
        return config.build();
    }

    private void ready(SeedingGateway gateway, GatewayConfig config, Output output) {
        Seeder seeder = gateway.seeder();
        String url = config.publicUrl()
                .map(URI::toString)
                .orElseGet(() -> config.scheme() + "://" + HostPort.text(gateway.address()));
        String peersAt = HostPort.text(seeder.listenAddress());
        String tracker = String.join(", ", seeder.announceUrls());
        JsonLine json = output.event("ready")
                .put("gateway", url)
                .put("tracker", tracker)
                .put("listen", peersAt);
        Optional<String> pages = gateway.adminAddress().map(HostPort::text);
        pages.ifPresent(address -> json.put("admin", address));
        output.print(
                json,
                List.of("ready: torrents at " + url + ", peers connect to " + peersAt + ", announce to " + tracker
                        + pages.map(address -> ", status on http://" + address + "/stats")
                                .orElse("")));
        warning(config, gateway.address()).ifPresent(output.console()::note);
        if (!seederOptions.isReachChosen()) {
            seeder.announceUrls().forEach(told -> TrackerReach.warning(told).ifPresent(output.console()::note));
        }
    }

    /** A warning when no client can get anything. */
    static Optional<String> warning(GatewayConfig config, InetSocketAddress address) {
        return config.rejectsEveryone()
                ? Optional.of("warning: this gateway rejects every request: " + HostPort.text(address)
                        + " is not a loopback address, and no access keys are named; name them, or"
                        + " \"anonymous\" for everyone, with --access-keys FILE")
                : Optional.empty();
    }
}
