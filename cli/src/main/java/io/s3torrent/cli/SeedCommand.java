package io.s3torrent.cli;

import io.s3torrent.seeder.Budgets;
import io.s3torrent.seeder.Creator;
import io.s3torrent.seeder.Keeping;
import io.s3torrent.seeder.SeedRequest;
import io.s3torrent.seeder.SeededTorrent;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.TorrentWish;
import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
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
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    private final PrefixOptions prefix = new PrefixOptions();

    @Mixin
    private final CostOptions cost = new CostOptions();

    @Mixin
    private final KeepingOptions keeping = new KeepingOptions();

    @Mixin
    private final StateOption state = new StateOption();

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

    @Option(names = "--force", order = -2, description = "Overwrite files that hold another torrent.")
    private boolean force;

    @Option(
            names = "--piece-length",
            paramLabel = "auto|parts|SIZE",
            order = -1,
            description = "From the size, of the object's parts, or a power of two from 16KiB (default: auto).")
    private @Nullable PieceLength pieceLength;

    @Override
    public Integer call() throws IOException {
        SaveTarget save = checked();
        Output output = common.output();
        Keeping keep = keeping.toKeeping(state.stateDir());
        SeederConfig config = seederOptions.toConfig(s3.toS3Options(), keep);
        if (cost.isDryRun()) {
            return dryRun(keep.asItIs(), output);
        }
        Budgets budgets = cost.budgets(state.stateDir(), seederOptions.uploadBudget(), output);
        try (SeedSession session = new SeedSession(output, cost.costs())) {
            Seeder seeder = session.start(config, budgets);
            Loading loading = new Loading(
                    output,
                    cost.costs(),
                    session.outcomes(),
                    save,
                    seeder::select,
                    (job, listener) -> seed(seeder, job, listener));
            sources.forEach(source -> load(loading, source, save));
            return session.ready(seeder, seederOptions.isReachChosen())
                    ? session.untilSignal(seeder)
                    : session.exitCode();
        }
    }

    private int dryRun(Keeping keep, Output output) throws IOException {
        if (torrent instanceof TorrentRef.Stored stored) {
            throw wrong("--dry-run reads nothing, not even --torrent " + stored.location() + " (expected: a file)");
        }
        Optional<Metainfo> given =
                torrent instanceof TorrentRef.File file ? Optional.of(TorrentFile.read(file.path())) : Optional.empty();
        try (Creator creator = Creator.open(s3.toS3Options(), keep)) {
            new DryRun(creator, prefix.filter(), !prefix.isAsOne() && torrent == null)
                    .run(
                            sources,
                            request -> request.withTorrent(given).withWish(wish()),
                            new DryRunReport(output, cost.costs()));
        }
        output.talk().note("what peers ask for is read once more where the cache does not hold it");
        return ExitCode.OK;
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
                ? Loading.single(source, prefix.filter(), save).file()
                : Optional.empty();
        if (file.isPresent()) {
            file.get().check();
        }
    }

    private boolean isOneTorrent(SourceRef source) {
        return source instanceof SourceRef.OneObject || prefix.isAsOne() || torrent != null;
    }

    private void load(Loading loading, SourceRef source, SaveTarget save) {
        if (isOneTorrent(source)) {
            loading.one(Loading.single(source, prefix.filter(), save));
        } else {
            loading.eachBelow(((SourceRef.Below) source).prefix(), prefix.filter());
        }
    }

    private MadeReport seed(Seeder seeder, Job job, MakingListener listener) throws IOException {
        SeededTorrent seeded = seeder.seed(SeedRequest.of(job.source())
                .withTorrent(given(seeder))
                .withWish(wish())
                .withListener(listener));
        Optional<Path> saved = SaveTarget.write(job.file(), seeded.metainfo());
        return new MadeReport(
                new TorrentReport(job.source().toString(), seeded.metainfo(), saved),
                seeded.origin(),
                seeded.cost(),
                cost.costs());
    }

    private TorrentWish wish() {
        return pieceLength == null ? TorrentWish.DEFAULT : TorrentWish.DEFAULT.withPieceLength(pieceLength.wish());
    }

    private Optional<Metainfo> given(Seeder seeder) throws IOException {
        if (torrent instanceof TorrentRef.File file) {
            return Optional.of(TorrentFile.read(file.path()));
        }
        return torrent instanceof TorrentRef.Stored stored
                ? Optional.of(seeder.fetchTorrent(stored.location()))
                : Optional.empty();
    }
}
