package io.s3torrent.cli;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.CopyOptions;
import io.s3torrent.cli.options.CostOptions;
import io.s3torrent.cli.options.DhtOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.PeerOptions;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.PrefixOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.options.SeedEnd;
import io.s3torrent.cli.options.SeederOptions;
import io.s3torrent.cli.options.SeederOptions.PeerPort;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.options.TorrentFormatOptions;
import io.s3torrent.cli.options.TorrentRef;
import io.s3torrent.cli.output.DryRunReport;
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
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.S3Location;
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

/** {@code seed}: seeds objects until the process is told to end. */
@Command(
        name = "seed",
        description = "Seeds objects to BitTorrent clients, with a tracker, until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  s3torrent seed s3://bucket/data.tar --advertise seeds.example.org",
            "  s3torrent seed s3://bucket/a s3://bucket/b --endpoint-url http://localhost:9000",
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

    @Mixin
    private final CostOptions cost = new CostOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    private final PrefixOptions prefix = new PrefixOptions();

    @Mixin
    private final TorrentFormatOptions torrentOptions = new TorrentFormatOptions();

    @Mixin
    private final PersistenceOptions keeping = new PersistenceOptions();

    @Mixin
    private final CopyOptions copies = new CopyOptions();

    @Mixin
    private final DhtOptions dht = new DhtOptions();

    @Parameters(
            paramLabel = "SRC...",
            arity = "1..*",
            split = "\\s+(?=s3://)",
            hideParamSyntax = true,
            description = "Objects s3://bucket/key, or all below s3://bucket/prefix/, on one port.")
    private List<SourceRef> sources = List.of();

    @Option(
            names = "--torrent",
            paramLabel = "FILE|s3://B/K",
            order = -3,
            description = "Torrent that the one SRC must fit; by default one is made.")
    private @Nullable TorrentRef torrent;

    @Option(
            names = {"-O", "--save-torrent"},
            paramLabel = "FILE|DIR",
            order = -2,
            description = "Save the torrent to this file, or all of them in this folder.")
    private @Nullable Path target;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            order = -1,
            defaultValue = SeederOptions.DEFAULT_PEERS,
            description = "Where peers connect; port 0 is any free one (default: ${DEFAULT-VALUE}).")
    private HostPort listen = HostPort.parse(SeederOptions.DEFAULT_PEERS);

    @Option(
            names = "--force",
            order = -2,
            description = "Overwrite files that hold another torrent than one saved for the same SRC.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        SaveTarget save = checked();
        Output output = common.output();
        PersistenceConfig kept = keeping.toKeeping(cost.stateDir());
        PeerConfig settings = copies.applyTo(settings(), seederOptions.engine());
        SeederConfig config =
                seederOptions.toConfig(new PeerPort("--listen", listen), s3.toS3Options(), settings, kept);
        SeedEnd end = copies.end();
        if (cost.isDryRun()) {
            return dryRun(save, kept, output);
        }
        try (SeedSession session = new SeedSession(output, cost.costs())) {
            Seeder seeder = session.start(config, cost.budgets(seederOptions.uploadBudget(), output));
            SavedTorrents files = new SavedTorrents(cost.stateDir(), output.talk());
            TorrentLoader.Loader loader = (job, listener) -> seed(seeder, job, listener, files);
            load(new TorrentLoader(output, session.outcomes(), save, seeder::select, loader, cost.costs()), save);
            return session.ready(seeder, seederOptions.isReachChosen())
                    ? session.untilEnd(seeder, end)
                    : session.exitCode();
        }
    }

    private PeerConfig settings() {
        PeerConfig settings = peers.toSettings();
        return dht.settings().map(settings::withDht).orElse(settings);
    }

    private int dryRun(SaveTarget save, PersistenceConfig kept, Output output) throws IOException {
        Outcomes outcomes = new Outcomes(output, () -> {});
        try (TorrentCreator creator = TorrentCreator.open(s3.toS3Options(), kept)) {
            TorrentLoader.Loader loader = (job, listener) -> new DryRunReport(
                    creator.estimate(request(job, given(creator::fetchTorrent), listener)), cost.costs());
            load(new TorrentLoader(output, outcomes, save, creator::select, loader, cost.costs()), save);
        }
        output.talk().note("what peers ask for is read once more where the cache does not hold it");
        return outcomes.exitCode();
    }

    private SaveTarget checked() throws IOException {
        prefix.check(sources);
        if (torrent != null && sources.size() > 1) {
            throw wrong("--torrent goes with one SRC (" + sources.size() + " are given)");
        }
        if (torrent instanceof TorrentRef.Link) {
            throw wrong("--torrent: a magnet link (expected: a file or s3://bucket/key)");
        }
        SaveTarget save = new SaveTarget(Optional.ofNullable(target), force);
        boolean many = sources.stream().anyMatch(source -> !isOneTorrent(source));
        int torrents = many ? Integer.MAX_VALUE : sources.size();
        torrentOptions.check(torrent == null ? torrents : 0);
        if (many && !save.canBeFolder()) {
            throw wrong("-O: \"" + target + "\" (expected: a folder for the torrents of a prefix)");
        }
        if (sources.size() > 1 && !save.takesSeveral()) {
            throw wrong("-O: \"" + target + "\" (expected: an existing folder for " + sources.size() + " torrents)");
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
        Optional<TorrentFile> file = isOneTorrent(source)
                ? TorrentLoader.single(source, prefix.filter(), save).file()
                : Optional.empty();
        if (file.isPresent()) {
            file.get().check();
        }
    }

    private boolean isOneTorrent(SourceRef source) {
        return source instanceof SourceRef.OneObject || prefix.isAsOne() || torrent != null;
    }

    private void load(TorrentLoader loading, SaveTarget save) {
        for (SourceRef source : sources) {
            if (isOneTorrent(source)) {
                loading.one(TorrentLoader.single(source, prefix.filter(), save));
            } else {
                loading.eachBelow(((SourceRef.Below) source).prefix(), prefix.filter());
            }
        }
    }

    private TorrentLines seed(Seeder seeder, LoadJob job, HashingListener listener, SavedTorrents files)
            throws IOException {
        SeedHandle seeded = seeder.seed(request(job, given(seeder::fetchTorrent), listener));
        if (job.file().isPresent()) {
            files.save(job.file().get(), job.source() + " at " + seeder.store(), seeded.metainfo());
        }
        Optional<Path> saved = job.file().map(TorrentFile::path);
        TorrentReport report = new TorrentReport(job.source().toString(), seeded.metainfo(), saved);
        return new MadeReport(report, seeded.origin(), seeded.cost(), cost.costs());
    }

    private TorrentRequest request(LoadJob job, Optional<Metainfo> given, HashingListener listener) {
        return TorrentRequest.of(job.source())
                .withTorrent(given)
                .withOptions(torrentOptions.torrentOptions())
                .withListener(listener);
    }

    /** Fetches a torrent that lies in the store. */
    @FunctionalInterface
    private interface Fetch {
        Metainfo fetch(S3Location location) throws IOException;
    }

    private Optional<Metainfo> given(Fetch stored) throws IOException {
        if (torrent instanceof TorrentRef.File file) {
            return Optional.of(TorrentFile.read(file.path()));
        }
        return torrent instanceof TorrentRef.Stored named
                ? Optional.of(stored.fetch(named.location()))
                : Optional.empty();
    }
}
