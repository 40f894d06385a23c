package io.s3torrent.cli;

import io.s3torrent.cli.config.CommandLineOverrides;
import io.s3torrent.cli.config.Overrides;
import io.s3torrent.cli.config.ServeConfig;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.SeedEnd;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.output.BudgetReport;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.Failures;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.TrackerReach;
import io.s3torrent.cli.serve.DirectMemory;
import io.s3torrent.cli.serve.HangUp;
import io.s3torrent.cli.serve.ServeCheck;
import io.s3torrent.cli.serve.ServeEvents;
import io.s3torrent.seeder.daemon.Daemon;
import io.s3torrent.seeder.daemon.DaemonConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serve}: seeds whole buckets as their objects come, change and go, until SIGINT or SIGTERM. */
@Command(
        name = "serve",
        description = "Seeds objects and prefixes, and follows their changes, until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  s3torrent serve s3://bucket/set/",
            "  s3torrent serve --config s3torrent.yaml --check",
            "  s3torrent serve --config s3torrent.yaml",
            "",
            "SIGHUP reloads the sources of the file.",
            "",
            Environment.HELP_1,
            "Variables also set the keys of the file: tracker.listen is S3TORRENT_TRACKER_LISTEN."
        })
final class ServeCommand implements Callable<Integer> {
    /** How long the gateway still answers requests after a signal. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "SRC...",
            arity = "0..*",
            hideParamSyntax = true,
            description = "Without a file: objects s3://bucket/key, or prefixes s3://bucket/prefix/.")
    private List<SourceRef> sources = List.of();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            order = -2,
            description = "YAML file with sources, ports, caches and budgets.")
    private @Nullable Path config;

    @Option(
            names = "--check",
            order = -1,
            description = "Only check the file, list the sources, and print what hashing and polling will cost.")
    private boolean check;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // CommandLineOverrides reads it
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Override
    public Integer call() throws IOException {
        if ((config == null) == sources.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    config == null ? "expected: --config FILE, or SRC" : "--config and SRC exclude each other");
        }
        Output output = common.output();
        ServeConfig settings = read();
        DaemonConfig daemonConfig = daemonConfig(settings, output);
        return check
                ? new ServeCheck(output, settings.costText()).run(daemonConfig)
                : serve(settings, daemonConfig, output);
    }

    private int serve(ServeConfig settings, DaemonConfig daemonConfig, Output output) throws IOException {
        DirectMemory.check(settings.cacheMemory());
        try (SeedSession session = new SeedSession(output, settings.costText())) {
            Daemon daemon = Daemon.start(daemonConfig, new ServeEvents(output, settings.costText()));
            session.opened(daemon.seeder(), () -> end(daemon));
            ready(daemon, settings, output);
            daemonConfig
                    .gateway()
                    .flatMap(made -> daemon.gatewayAddress().flatMap(at -> GatewayCommand.warning(made, at)))
                    .ifPresent(output.console()::note);
            daemon.follow();
            if (config != null) {
                Reload reload = new Reload(daemon, output, settings);
                HangUp.handle(reload::run);
            }
            return session.untilEnd(daemon.seeder(), new SeedEnd(Optional.empty(), Optional.empty()));
        }
    }

    /** Reads the file again, and applies its sources. Changes nothing unless the whole file is right. */
    private final class Reload {
        private final Daemon daemon;
        private final Output output;
        private ServeConfig applied;

        Reload(Daemon daemon, Output output, ServeConfig applied) {
            this.daemon = daemon;
            this.output = output;
            this.applied = applied;
        }

        synchronized void run() {
            try {
                ServeConfig next = read();
                List<String> other = applied.differences(next);
                if (!other.isEmpty()) {
                    throw new CommandException(
                            ExitCode.CONFIGURATION,
                            config + ": changes in " + String.join(", ", other)
                                    + " need a restart; nothing is changed");
                }
                daemon.reload(next.followedSources());
                applied = next;
                tell(true, config + ": reloaded");
            } catch (IOException | RuntimeException e) {
                daemon.reloadRejected();
                tell(false, Failures.text(e));
            }
        }

        private void tell(boolean isApplied, String message) {
            output.console().note((isApplied ? "" : "not reloaded: ") + message);
            output.print(output.event("reload").put("applied", isApplied).put("message", message), List.of());
        }
    }

    private static void end(Daemon daemon) {
        try {
            daemon.drain(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        daemon.close();
    }

    private ServeConfig read() throws IOException {
        Overrides overrides = new CommandLineOverrides(spec, environment());
        return config == null
                ? ServeConfig.of(sources, overrides)
                : ServeConfig.read(config, overrides, environment().variables());
    }

    private Environment environment() {
        return Environment.of(spec);
    }

    private DaemonConfig daemonConfig(ServeConfig settings, Output output) throws IOException {
        try {
            Map<String, String> env = environment().variables();
            return settings.toDaemonConfig(env, event -> new BudgetReport(event).print(output));
        } catch (IllegalArgumentException e) {
            String place = config == null ? "" : config + ": ";
            throw new CommandException(ExitCode.CONFIGURATION, place + e.getMessage());
        }
    }

    private static void ready(Daemon daemon, ServeConfig settings, Output output) {
        String listen = HostPort.text(daemon.seeder().listenAddress());
        List<String> announce = daemon.seeder().announceUrls();
        Optional<String> tracker = daemon.seeder().tracker().map(own -> HostPort.text(own.address()));
        Optional<String> gateway = daemon.gatewayAddress().map(HostPort::text);
        Optional<String> admin = daemon.adminAddress().map(HostPort::text);
        JsonLine json = output.event("ready").put("listen", listen);
        tracker.ifPresent(address -> json.put("tracker", address));
        gateway.ifPresent(address -> json.put("gateway", address));
        admin.ifPresent(address -> json.put("admin", address));
        output.print(
                json,
                List.of("ready: peers connect to " + listen + ", announce to " + String.join(", ", announce)
                        + gateway.map(address -> ", torrents at " + address).orElse("")
                        + admin.map(address -> ", status on http://" + address + "/stats")
                                .orElse("")));
        if (!settings.isReachChosen()) {
            announce.forEach(url -> TrackerReach.warning(url).ifPresent(output.console()::note));
        }
    }
}
