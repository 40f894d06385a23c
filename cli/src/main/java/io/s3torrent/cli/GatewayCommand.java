package io.s3torrent.cli;

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

/** {@code gateway}: gives out torrents as S3 did, and seeds them, until the process is told to end. */
@Command(
        name = "gateway",
        description =
                "Answers get-object-torrent of the AWS CLI and of every SDK, with signatures checked as S3 checks "
                        + "them, and seeds what was asked for, until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  s3torrent gateway",
            "  aws s3api get-object-torrent --endpoint-url http://127.0.0.1:8080 \\",
            "      --bucket BUCKET --key KEY out.torrent",
            "",
            "For people: / lists what is seeded, /catalogue.json for programs and /feed.xml for feed readers do so, too;",
            "/BUCKET/KEY.torrent and /BUCKET/KEY.magnet are the torrent. Each sees what he may have torrents of.",
            "",
            "On a loopback address, the access key that the gateway itself uses for the store may ask for everything.",
            "Others are named in --access-keys:",
            "  - access-key: AKIAEXAMPLE",
            "    secret-key: ...",
            "    allow: [bucket/prefix*, other-bucket/*]",
            "  - access-key: anonymous",
            "    allow: [bucket/public/*]",
            "",
            Environment.HELP_1,
            Environment.HELP_2
        })
final class GatewayCommand implements Callable<Integer> {
    private static final String DEFAULT_LISTEN = "127.0.0.1:8080";

    /** What is on its way to us when we are told to end is answered yet. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    /** Who may ask. */
    enum Auth {
        /** Who signs with a key that is known. */
        SIGV4,
        /** Everybody on this machine. */
        NONE
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            order = -3,
            defaultValue = DEFAULT_LISTEN,
            description = {
                "Where HTTP is served, or HTTPS with --tls-cert; port 0 is any free one (default: ${DEFAULT-VALUE}).",
                "A --tracker or --admin that says the same shares the port."
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
            description = "YAML list of those who may ask, and for what.")
    private @Nullable Path accessKeys;

    @Option(
            names = "--gateway-auth",
            paramLabel = "sigv4|none",
            order = -3,
            defaultValue = "sigv4",
            description = "Check signatures, or on a loopback address let everybody ask (default: ${DEFAULT-VALUE}).")
    private Auth auth = Auth.SIGV4;

    @Option(
            names = "--gateway-domain",
            paramLabel = "NAME",
            order = -3,
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Buckets are sub-domains of this name, too, as they are of localhost; may be repeated.")
    private List<String> domains = List.of();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            order = -3,
            description = "How others reach the gateway: what links begin with, and torrents name as their web seed.")
    private @Nullable WebSeedUrl publicUrl;

    @Option(
            names = "--update-url",
            order = -3,
            description = {
                "Torrents say where to ask for successors, below --public-url (BEP 39). They have",
                "another info-hash than others of the same objects."
            })
    private boolean updateUrl;

    @Option(
            names = "--strict-aws",
            order = -3,
            description = "Refuse what S3 refused: objects over 5 GB, and customers' encryption keys.")
    private boolean strictAws;

    @Option(
            names = "--hash-budget",
            paramLabel = "SIZE[/PERIOD]",
            order = -3,
            description =
                    "Let each who asks have no more than that read to make torrents: 1TB, 1TB/month, /day, /hour.")
    private @Nullable Budget hashBudget;

    @Option(
            names = "--peer-listen",
            paramLabel = "HOST:PORT",
            order = -1,
            defaultValue = SeederOptions.DEFAULT_PEERS,
            description = "Where peers connect; port 0 is any free one (default: ${DEFAULT-VALUE}).")
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
                .unauthenticated(auth == Auth.NONE);
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
                        + pages.map(address -> ", its numbers on http://" + address + "/stats")
                                .orElse("")));
        if (!seederOptions.isReachChosen()) {
            seeder.announceUrls().forEach(told -> TrackerReach.warning(told).ifPresent(output.console()::note));
        }
    }
}
