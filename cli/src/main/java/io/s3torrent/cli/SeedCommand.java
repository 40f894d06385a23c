package io.s3torrent.cli;

import io.s3torrent.cli.TorrentAction.Estimate;
import io.s3torrent.cli.TorrentAction.RequestTemplate;
import io.s3torrent.cli.options.BudgetOptions;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.CopiesOption;
import io.s3torrent.cli.options.DhtOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.PeerOptions;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.PrefixOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.options.SeedEnd;
import io.s3torrent.cli.options.SeedEndOptions;
import io.s3torrent.cli.options.SeederOptions;
import io.s3torrent.cli.options.SeederOptions.PeerPort;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.options.TorrentFormatOptions;
import io.s3torrent.cli.options.TorrentRef;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.MadeReport;
import io.s3torrent.cli.output.Outcomes;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentLines;
import io.s3torrent.cli.output.TorrentReport;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.wire.PeerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** {@code seed}: seeds objects until SIGINT or SIGTERM. */
@Command(
        name = "seed",
        description = "Seeds objects to BitTorrent clients, with a tracker, until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  s3torrent seed s3://bucket/data.tar --advertise seeds.example.org",
            "  s3torrent seed s3://bucket/a s3://bucket/b --endpoint-url http://minio:9000",
            "  s3torrent seed s3://bucket/set/ --as-one --exclude '*.log'",
            "",
            Environment.HELP_1,
            Environment.HELP_2
        })
final class SeedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final SeederOptions seederOptions = new SeederOptions();

    @Mixin
    private final PeerOptions peers = new PeerOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = "--dry-run",
            order = 50,
            description = "Only print how many bytes and requests a run would need, and their price.")
    private boolean dryRun;

    @Mixin
    private final BudgetOptions budget = new BudgetOptions();

    @Mixin
    private final PersistenceOptions persistence = new PersistenceOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    private final PrefixOptions prefix = new PrefixOptions();

    @Mixin
    private final TorrentFormatOptions torrentOptions = new TorrentFormatOptions();

    @Mixin
    private final CopiesOption copies = new CopiesOption();

    @Mixin
    private final SeedEndOptions seedEnd = new SeedEndOptions();

    @Mixin
    private final DhtOptions dht = new DhtOptions();

    @Parameters(
            paramLabel = "SRC...",
            arity = "1..*",
            split = "\\s+(?=s3://)",
            hideParamSyntax = true,
            description = "Objects s3://bucket/key, or all objects below s3://bucket/prefix/.")
    private List<SourceRef> sources = List.of();

    @Option(
            names = "--torrent",
            paramLabel = "FILE|s3://B/K",
            order = -3,
            description = "Seed with this torrent, which must fit the one SRC (default: make one).")
    private @Nullable TorrentRef torrent;

    @Option(
            names = {"-O", "--save-torrent"},
            paramLabel = "FILE|DIR",
            order = -2,
            description = "Save the torrent to this file (- is stdout), or every torrent in this folder.")
    private SaveTarget target = SaveTarget.NONE;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            order = -1,
            defaultValue = SeederOptions.DEFAULT_PEERS,
            description = "Address for peer connections; port 0 is any free port (default: ${DEFAULT-VALUE}).")
    private HostPort listen = HostPort.parse(SeederOptions.DEFAULT_PEERS);

    @Option(names = "--force", order = -2, description = "Overwrite files of -O that hold another torrent.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        SaveTarget save = checked();
        Output output = common.output();
        SeederConfig config = config(output);
        SeedEnd end = seedEnd.end();
        if (dryRun) {
            return dryRun(save, config, output);
        }
        try (SeedSession session = new SeedSession(output, budget.costText())) {
            Seeder seeder = session.start(config);
            SavedTorrents files = new SavedTorrents(persistence.stateDir(), output.console());
            load(new Seed(seeder, template(), files, budget.costText()), save, output, session.outcomes());
            if (sources.size() > 1 || !isOneTorrent(sources.get(0))) {
                output.console().note(session.outcomes().summary("seeded"));
            }
            return session.ready(seeder, seederOptions.isReachChosen())
                    ? session.untilEnd(seeder, end)
                    : session.exitCode();
        }
    }

    private SeederConfig config(Output output) throws IOException {
        PeerConfig peerConfig = copies.applyTo(dht.applyTo(peers.toConfig()), seederOptions.engine());
        return seederOptions.toConfig(
                new PeerPort("--listen", listen),
                s3.toS3Options(),
                peerConfig,
                persistence.toConfig(),
                budget.budgets(persistence.stateDir(), seederOptions.uploadBudget(), output));
    }

    private RequestTemplate template() {
        return new RequestTemplate(torrentOptions.toOptions(), torrent);
    }

    private int dryRun(SaveTarget save, SeederConfig config, Output output) throws IOException {
        Outcomes outcomes = new Outcomes(output, () -> {});
        try (TorrentCreator creator = TorrentCreator.open(config.s3(), config.persistence())) {
            load(new Estimate(creator, template(), budget.costText()), save, output, outcomes);
        }
        output.console().note("not counted: reads for peers, from the store where the cache does not hold the piece");
        return outcomes.exitCode();
    }

    private void load(TorrentAction action, SaveTarget save, Output output, Outcomes outcomes) {
        TorrentLoader loader = new TorrentLoader(output, outcomes, save, action, budget.costText());
        for (SourceRef source : sources) {
            if (isOneTorrent(source)) {
                loader.one(LoadJob.of(source, prefix.filter(), save));
            } else {
                loader.eachBelow(((SourceRef.Below) source).prefix(), prefix.filter());
            }
        }
    }

    private SaveTarget checked() throws IOException {
        prefix.check(sources);
        if (torrent != null && sources.size() > 1) {
            throw wrong("--torrent: " + sources.size() + " SRC arguments (expected: one)");
        }
        if (torrent instanceof TorrentRef.Link) {
            throw wrong("--torrent: a magnet link (expected: a file or s3://bucket/key)");
        }
        SaveTarget save = target.withForce(force);
        boolean many = sources.stream().anyMatch(source -> !isOneTorrent(source));
        int torrents = many ? Integer.MAX_VALUE : sources.size();
        torrentOptions.check(torrent == null ? torrents : 0);
        if (many && !save.canBeFolder()) {
            throw wrong("-O: \"" + save.text() + "\" (expected: a folder for the torrents of a prefix)");
        }
        if (sources.size() > 1) {
            if (!save.canBeFolder()) {
                throw wrong("-O: \"" + save.text() + "\" (expected: a folder for " + sources.size() + " torrents)");
            }
            save = save.asFolder();
        }
        for (SourceRef source : sources) {
            checkFile(source, save);
        }
        return save;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void checkFile(SourceRef source, SaveTarget save) throws IOException {
        Optional<TorrentFile> file =
                isOneTorrent(source) ? LoadJob.of(source, prefix.filter(), save).file() : Optional.empty();
        if (file.isPresent()) {
            file.get().check();
        }
    }

    private boolean isOneTorrent(SourceRef source) {
        return source instanceof SourceRef.OneObject || prefix.isAsOne() || torrent != null;
    }

    /** Seeds a torrent and saves its file. */
    private record Seed(Seeder seeder, RequestTemplate template, SavedTorrents files, CostText costText)
            implements TorrentAction {
        @Override
        public KeySelection select(S3Prefix prefix, KeyFilter filter) throws IOException {
            return seeder.select(prefix, filter);
        }

        @Override
        public boolean hasObjects(S3Prefix prefix) throws IOException {
            return seeder.hasObjects(prefix);
        }

        @Override
        public TorrentLines run(LoadJob job, HashingListener listener) throws IOException {
            SeedHandle seeded = seeder.seed(template.request(job, listener, seeder::fetchTorrent));
            if (job.file().isPresent()) {
                files.save(job.file().get(), job.source() + " at " + seeder.store(), seeded.metainfo());
            }
            Optional<Path> saved = job.file().map(TorrentFile::path);
            TorrentReport report = new TorrentReport(job.source().toString(), seeded.metainfo(), saved);
            return new MadeReport(report, seeded.origin(), seeded.cost(), costText);
        }
    }
}
