package io.s3torrent.cli.config;

import io.s3torrent.cli.config.ConfigKeys.Entry;
import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.Size;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.seeder.BudgetConfig;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.daemon.DaemonConfig;
import io.s3torrent.seeder.daemon.FollowedSource;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.BudgetEvent;
import io.s3torrent.seeder.ledger.PriceProfile;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.StateDir;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.ExternalAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The configuration of {@code serve}. {@link #read} binds a file to it, and {@link #toDaemonConfig} makes the settings of the library. */
public record ServeConfig(
        @Key("how to reach the store; the S3 options of the command line")
        S3Section s3,

        @Key(
                value = "folder for state between runs; default: $STATE_DIRECTORY, else $XDG_STATE_HOME/s3torrent",
                form = "DIR")
        Optional<Path> stateDir,

        @Key(value = "the objects to seed", form = "{prefix: s3://bucket/prefix/}", option = "")
        List<SourceEntry> sources,

        @Key("how torrents are made, announced, and served to peers")
        SeederSection seeder,

        @Key("where pieces are cached") CacheSection cache,

        @Key("the built-in tracker; without this section it listens on [::]:6969, unless seeder.announce names"
                + " trackers")
        Optional<TrackerSection> tracker,

        @Key("answers get-object-torrent, and shows the torrents; without this section there is no gateway")
        Optional<GatewaySection> gateway,

        @Key("pages for operators; without this section there are none")
        Optional<AdminSection> admin,

        @Key("limits of reads and uploads") BudgetSection budgets,
        @Key("prices for the costs that are printed") PriceSection prices) {

    private static final String DEFAULT_TRACKER = "[::]:6969";

    public ServeConfig {
        if (sources.isEmpty() && gateway.isEmpty()) {
            throw new IllegalArgumentException("nothing to seed (expected: sources, or a gateway)");
        }
        Set<String> names = new HashSet<>();
        for (SourceEntry source : sources) {
            String name = source.toSource().name();
            if (!names.add(name)) {
                throw new IllegalArgumentException("sources: \"" + name + "\" appears twice");
            }
        }
    }

    /** The section {@code cache}. */
    record CacheSection(
            @Key(value = "memory for pieces", form = "SIZE", byDefault = "256MiB")
            Size cacheMemory,

            @Key(value = "also keep verified pieces in this folder", form = "DIR")
            Optional<Path> cacheDir,

            @Key(value = "disk space for pieces in cache-dir", form = "SIZE")
            Optional<Size> cacheDisk) {
        CacheSection {
            atLeastOneMebibyte("cache-memory", cacheMemory);
            if (cacheDir.isPresent() != cacheDisk.isPresent()) {
                throw new IllegalArgumentException(
                        cacheDir.isPresent() ? "cache-dir needs cache-disk" : "cache-disk needs cache-dir");
            }
            cacheDisk.ifPresent(size -> atLeastOneMebibyte("cache-disk", size));
        }

        private static void atLeastOneMebibyte(String key, Size size) {
            if (size.bytes() < 1 << 20) {
                throw new IllegalArgumentException(key + ": " + size.bytes() + " bytes (expected: >= 1 MiB)");
            }
        }

        Optional<DiskCacheConfig> disk() {
            return cacheDir.map(
                    dir -> new DiskCacheConfig(dir, cacheDisk.orElseThrow().bytes()));
        }
    }

    /** The section {@code tracker}. */
    record TrackerSection(
            @Key(
                    value = "address for HTTP and UDP",
                    form = "HOST:PORT",
                    byDefault = DEFAULT_TRACKER,
                    option = "--tracker")
            HostPort listen,

            @Key(value = "trust proxies of these address blocks", form = "CIDR")
            List<Cidr> trustProxy,

            @Key(value = "addresses that outside peers get instead of local ones", form = "ADDRESS")
            List<InetAddress> externalAddress) {
        TrackerConfig toTrackerConfig() {
            return TrackerConfig.builder(listen.resolved("tracker.listen"))
                    .proxies(new TrustedProxies(trustProxy))
                    .announce(AnnouncePolicy.builder()
                            .external(ExternalAddresses.of(externalAddress))
                            .build())
                    .build();
        }
    }

    /** The section {@code admin}. */
    record AdminSection(
            @Key(
                    value = "address for /stats, /metrics, /livez and /readyz",
                    form = "HOST:PORT",
                    option = "--admin",
                    required = true)
            HostPort listen,

            @Key(value = "host names under which the pages are reached", form = "NAME")
            List<String> adminName) {
        AdminConfig toAdminConfig() {
            return AdminConfig.on(listen.resolved("admin.listen")).withNames(adminName);
        }
    }

    /** The section {@code budgets}. */
    record BudgetSection(
            @Key(value = "bytes read from the store", form = "SIZE[/PERIOD]")
            Optional<Budget> s3Budget,

            @Key(value = "bytes sent to peers", form = "SIZE[/PERIOD]")
            Optional<Budget> uploadBudget,

            @Key(value = "bytes read to make torrents for each client of the gateway", form = "SIZE[/PERIOD]")
            Optional<Budget> hashBudget) {}

    /** The section of prices. */
    record PriceSection(
            @Key(value = "aws-internet, aws-region, r2, b2, or a file", form = "NAME|FILE")
            Optional<PriceProfile> price) {}

    /**
     * Reads a file.
     *
     * @param env the environment variables, for placeholders
     * @throws IOException if it cannot be read, or is wrong; the message has line and column
     */
    public static ServeConfig read(Path file, Overrides overrides, Map<String, String> env) throws IOException {
        return new RecordBinder(YamlFile.read(file), overrides, env).bind(ServeConfig.class);
    }

    /** The configuration of a run without a file: these sources, and otherwise the defaults and {@code overrides}. */
    public static ServeConfig of(List<SourceRef> sources, Overrides overrides) throws CommandException {
        RecordBinder binder = new RecordBinder(YamlFile.empty(), overrides, Map.of());
        return binder.bind(
                ServeConfig.class,
                Map.of("sources", sources.stream().map(SourceEntry::of).toList()));
    }

    /** All variables that set a key. */
    public static Set<String> variables() {
        Set<String> variables = new TreeSet<>();
        for (Entry section : ConfigKeys.of(ServeConfig.class, "")) {
            if (!section.hasKeys()) {
                variables.addAll(section.variables());
            } else if (!section.isList()) {
                ConfigKeys.of(section.type(), section.path()).forEach(key -> variables.addAll(key.variables()));
            }
        }
        return variables;
    }

    /** The names of the sections, apart from {@code sources}, in which the other configuration differs. */
    public List<String> differences(ServeConfig other) {
        List<String> different = new ArrayList<>();
        for (Entry section : ConfigKeys.of(ServeConfig.class, "")) {
            if (!section.name().equals("sources") && !Objects.equals(section.valueIn(this), section.valueIn(other))) {
                different.add(section.name());
            }
        }
        return different;
    }

    /** The folder for state between runs. */
    public StateDir stateDir(Map<String, String> env) {
        return StateDir.resolve(stateDir, env);
    }

    /** Describes costs with the prices. */
    public CostText costText() {
        return new CostText(prices.price());
    }

    /** Memory for pieces in bytes. */
    public long cacheMemory() {
        return cache.cacheMemory().bytes();
    }

    /** True when the user chose what clients connect to. */
    public boolean isReachChosen() {
        return seeder.advertise().isPresent() || !seeder.announce().isEmpty();
    }

    /** The sources for the library. */
    public List<FollowedSource> followedSources() {
        return sources.stream().map(SourceEntry::toSource).toList();
    }

    /**
     * The settings for the library.
     *
     * @param told receives the events of budgets
     * @throws IllegalArgumentException if values exclude each other, or a name cannot be resolved
     */
    public DaemonConfig toDaemonConfig(Map<String, String> env, Consumer<BudgetEvent> told) throws IOException {
        StateDir state = stateDir(env);
        SeederConfig.Builder config = SeederConfig.builder(
                        s3.toS3Options(), seeder.listen().resolved("seeder.listen"))
                .tracker(trackerConfig().orElse(null))
                .advertise(seeder.advertise().map(HostPort::unresolved).orElse(null))
                .announce(seeder.announce().stream().map(Object::toString).toList())
                .cacheMemory(cacheMemory())
                .cacheDisk(cache.disk().orElse(null))
                .peers(seeder.toPeerConfig())
                .persistence(new PersistenceConfig(seeder.sidecar(), Optional.of(state)))
                .revalidation(seeder.revalidate())
                .budgets(new BudgetConfig(state, budgets.s3Budget(), budgets.uploadBudget(), Clock.systemUTC(), told));
        Optional<AdminConfig> pages = admin.map(AdminSection::toAdminConfig);
        Optional<GatewayConfig> gatewayConfig = gateway.isEmpty()
                ? Optional.empty()
                : Optional.of(gateway.get().toGatewayConfig(budgets.hashBudget(), pages));
        return new DaemonConfig(config.build(), gatewayConfig, pages, state, followedSources());
    }

    private Optional<TrackerConfig> trackerConfig() {
        boolean byDefault = tracker.isEmpty() && seeder.announce().isEmpty();
        return tracker.or(() -> Optional.of(new TrackerSection(HostPort.parse(DEFAULT_TRACKER), List.of(), List.of()))
                        .filter(any -> byDefault))
                .map(TrackerSection::toTrackerConfig);
    }
}
