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

/** Options of the seeder: trackers, caches, budgets and checks. */
public final class SeederOptions {
    private static final HostPort DEFAULT_TRACKER = HostPort.parse("[::]:6969");

    /** The default address for peer connections. Its option has another name in each command. */
    public static final String DEFAULT_PEERS = "[::]:6881";

    /** The address for peer connections, and the option that sets it. */
    public record PeerPort(String option, HostPort address) {}

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--tracker",
            paramLabel = "HOST:PORT",
            description = "Address of the built-in tracker (default: [::]:6969, or none with --announce).")
    private @Nullable HostPort tracker;

    @Mixin
    private final ProxyOptions proxies = new ProxyOptions();

    @Option(
            names = "--advertise",
            paramLabel = "HOST[:PORT]",
            description = "How clients reach this machine: goes into torrents, magnet links and tracker responses.")
    private @Nullable HostPort advertise;

    @Option(
            names = "--announce",
            paramLabel = "URL",
            split = AnnounceUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Announce URL of another tracker; may be repeated.")
    private List<AnnounceUrl> announce = List.of();

    @Option(
            names = "--cache-memory",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            description = "Memory for pieces that are cached, being read or being sent (default: ${DEFAULT-VALUE}).")
    private Size cacheMemory = new Size(0);

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description = "Also keep verified pieces in this folder; needs --cache-disk.")
    private @Nullable Path cacheDir;

    @Option(names = "--cache-disk", paramLabel = "SIZE", description = "Disk space for pieces in --cache-dir.")
    private @Nullable Size cacheDisk;

    @Option(
            names = "--upload-budget",
            paramLabel = "SIZE[/PERIOD]",
            description = "Send peers at most this much: 1TB, 1TB/month, /day, /hour.")
    private @Nullable Budget uploadBudget;

    @Option(
            names = "--revalidate",
            paramLabel = "DURATION|never",
            defaultValue = "5m",
            description = {
                "How often to check that the objects of torrents in use exist and are unchanged, at least 60s;"
                        + " never for buckets whose objects never change (default: ${DEFAULT-VALUE}).",
                "Each check is a HEAD, or a LIST for torrents of many objects. Unused torrents are not checked;"
                        + " the next client of such a torrent triggers a check."
            })
    private RevalidationConfig revalidation = RevalidationConfig.DEFAULT;

    @Option(
            names = "--engine",
            paramLabel = "netty|bt",
            defaultValue = "netty",
            description =
                    "Peer protocol implementation: s3torrent's own, or the bt library (default: ${DEFAULT-VALUE}).")
    private EngineKind engine = EngineKind.NETTY;

    /** The settings for the library, with {@code listen} as the address for peers. */
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
                    .cacheMemory(atLeastOneMebibyte("--cache-memory", cacheMemory))
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
            throw new IllegalArgumentException(
                    cacheDir == null ? "--cache-disk needs --cache-dir DIR" : "--cache-dir needs --cache-disk SIZE");
        }
        return Optional.of(new DiskCacheConfig(cacheDir, atLeastOneMebibyte("--cache-disk", cacheDisk)));
    }

    private static long atLeastOneMebibyte(String option, Size given) {
        if (given.bytes() < 1 << 20) {
            throw new IllegalArgumentException(option + ": " + given.bytes() + " bytes (expected: >= 1 MiB)");
        }
        return given.bytes();
    }

    private Optional<TrackerConfig> ownTracker() {
        Optional<HostPort> wanted = Optional.ofNullable(tracker);
        Optional<TrackerConfig> config = wanted.or(
                        () -> announce.isEmpty() ? Optional.of(DEFAULT_TRACKER) : Optional.empty())
                .map(address -> proxies.addTo(TrackerConfig.builder(address.resolved("--tracker")))
                        .build());
        if (config.isEmpty() && proxies.isChosen()) {
            throw new IllegalArgumentException("--trust-proxy and --external-address need --tracker HOST:PORT");
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

    /** The peer protocol implementation. */
    public EngineKind engine() {
        return engine;
    }

    /** The budget for bytes sent to peers. */
    public Optional<Budget> uploadBudget() {
        return Optional.ofNullable(uploadBudget);
    }

    /** True with {@code --advertise} or {@code --announce}: the user chose what clients connect to. */
    public boolean isReachChosen() {
        return advertise != null || !announce.isEmpty();
    }
}
