package io.s3torrent.cli.options;

import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import io.s3torrent.cli.output.Size;
import io.s3torrent.seeder.BudgetConfig;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.revalidate.RevalidationConfig;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How to seed: trackers, memory and disk. */
public final class SeederOptions {
    private static final HostPort DEFAULT_TRACKER = HostPort.parse("[::]:6969");

    /** Where peers connect when nothing else is said; an option has another name in each command. */
    public static final String DEFAULT_PEERS = "[::]:6881";

    /** Where peers connect, and the option that says so. */
    public record PeerPort(String option, HostPort address) {}

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--tracker",
            paramLabel = "HOST:PORT",
            description = "Where the built-in tracker listens (default: [::]:6969, and none with --announce).")
    private @Nullable HostPort tracker;

    @Mixin
    private final ProxyOptions proxies = new ProxyOptions();

    @Option(
            names = "--advertise",
            paramLabel = "HOST[:PORT]",
            description = "How others reach this machine: goes into torrents, magnet links and the tracker's answers.")
    private @Nullable HostPort advertise;

    @Option(
            names = "--announce",
            paramLabel = "URL",
            split = AnnounceUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Somebody else's tracker; may be repeated.")
    private List<AnnounceUrl> announce = List.of();

    @Option(
            names = "--cache-memory",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            description = "Bound on pieces held, in flight and being sent (default: ${DEFAULT-VALUE}).")
    private Size cacheMemory = new Size(0);

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description = "Keep verified pieces in this folder too; goes with --cache-disk.")
    private @Nullable Path cacheDir;

    @Option(names = "--cache-disk", paramLabel = "SIZE", description = "Bound on what pieces take in --cache-dir.")
    private @Nullable Size cacheDisk;

    @Option(
            names = "--upload-budget",
            paramLabel = "SIZE[/PERIOD]",
            description = "Send peers no more than that, then rest: 1TB, 1TB/month, /day, /hour.")
    private @Nullable Budget uploadBudget;

    @Option(
            names = "--revalidate",
            paramLabel = "DURATION|never",
            defaultValue = "5m",
            description = {
                "How often to check that the objects of torrents in use are still there and unchanged, at least 60s;"
                        + " never for buckets whose objects never change (default: ${DEFAULT-VALUE}).",
                "Each check is a HEAD, or a LIST for torrents of many objects. A torrent that nobody uses is not checked;"
                        + " when a client comes after longer than that, it is checked at once."
            })
    private RevalidationConfig revalidation = RevalidationConfig.DEFAULT;

    @Option(
            names = "--engine",
            paramLabel = "netty|bt",
            defaultValue = "netty",
            description = "Who talks to peers: our own wire, or the bt library (default: ${DEFAULT-VALUE}).")
    private EngineKind engine = EngineKind.NETTY;

    /** As the library takes them, to be completed, with the port for peers that {@code listen} says. */
    public SeederConfig toConfig(
            PeerPort listen, S3Options s3, PeerConfig peers, PersistenceConfig persistence, BudgetConfig budgets) {
        if (engine == EngineKind.BT && !peers.equals(PeerConfig.DEFAULT)) {
            throw new ParameterException(command.commandLine(), PeerOptions.ONLY_NETTY);
        }
        try {
            return SeederConfig.builder(s3, listen.address().resolved(listen.option()))
                    .tracker(ownTracker().orElse(null))
                    .advertise(advertise == null ? null : told(advertise))
                    .announce(announce.stream().map(AnnounceUrl::toString).toList())
                    .cacheMemory(cacheMemory.bytes())
                    .cacheDisk(diskCache().orElse(null))
                    .peers(peers)
                    .engine(engine)
                    .persistence(persistence)
                    .revalidation(revalidation)
                    .budgets(budgets)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Optional<DiskCacheConfig> diskCache() {
        if (cacheDir == null && cacheDisk == null) {
            return Optional.empty();
        }
        if (cacheDir == null || cacheDisk == null) {
            throw new IllegalArgumentException("--cache-dir DIR and --cache-disk SIZE go together (only "
                    + (cacheDir == null ? "--cache-disk" : "--cache-dir") + " is given)");
        }
        return Optional.of(new DiskCacheConfig(cacheDir, cacheDisk.bytes()));
    }

    private Optional<TrackerConfig> ownTracker() {
        Optional<HostPort> wanted = Optional.ofNullable(tracker);
        Optional<TrackerConfig> config = wanted.or(
                        () -> announce.isEmpty() ? Optional.of(DEFAULT_TRACKER) : Optional.empty())
                .map(address -> proxies.addTo(TrackerConfig.builder(address.resolved("--tracker")))
                        .build());
        if (config.isEmpty() && proxies.isChosen()) {
            throw new IllegalArgumentException("--trust-proxy and --external-address go with --tracker");
        }
        return config;
    }

    private static InetSocketAddress told(HostPort address) {
        if (address.isWildcard()) {
            throw new IllegalArgumentException(
                    "--advertise: \"" + address.host() + "\" (expected: a host name or address that others can reach)");
        }
        return address.unresolved();
    }

    /** Who talks to peers. */
    public EngineKind engine() {
        return engine;
    }

    /** What peers may be sent. */
    public Optional<Budget> uploadBudget() {
        return Optional.ofNullable(uploadBudget);
    }

    /** True when it was said how others reach this machine, or they are sent to another tracker. */
    public boolean isReachChosen() {
        return advertise != null || !announce.isEmpty();
    }
}
