package io.s3torrent.cli;

import io.s3torrent.seeder.Budgets;
import io.s3torrent.seeder.Creator;
import io.s3torrent.seeder.Keeping;
import io.s3torrent.seeder.MadeTorrent;
import io.s3torrent.seeder.SeedRequest;
import io.s3torrent.seeder.TorrentWish;
import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code create}: makes the .torrent file of an object. */
@Command(
        name = "create",
        description =
                "Makes the .torrent file of an object, or of many. The same bytes and name always give the same info-hash.",
        footer = {
            "",
            "Examples:",
            "  s3torrent create s3://bucket/data.tar -O data.torrent",
            "  s3torrent create s3://bucket/data.tar -O data.torrent -o json \\",
            "      --endpoint-url http://localhost:9000 --announce http://tracker.example/announce",
            "  s3torrent create s3://bucket/set/ -O torrents/ --exclude '*' --include '*.tar'",
            "  s3torrent create s3://bucket/set/ -O set.torrent --as-one",
            "",
            Environment.HELP_1,
            Environment.HELP_2
        })
final class CreateCommand implements Callable<Integer> {
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

    @Parameters(paramLabel = "SRC", description = "The object s3://bucket/key, or all below s3://bucket/prefix/.")
    private @Nullable SourceRef source;

    @Option(
            names = {"-O", "--save-torrent"},
            paramLabel = "FILE|DIR",
            required = true,
            description = "Where to write the torrent, or those of a prefix, each under its key.")
    private @Nullable Path target;

    @Option(names = "--force", description = "Overwrite FILE even if it is not this torrent.")
    private boolean force;

    @Option(
            names = "--announce",
            paramLabel = "URL",
            split = TrackerUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Tracker to name in the torrent; may be repeated.")
    private List<TrackerUrl> announce = List.of();

    @Option(
            names = "--piece-length",
            paramLabel = "auto|parts|SIZE",
            description = "From the size, of the object's parts, or a power of two from 16KiB (default: auto).")
    private @Nullable PieceLength pieceLength;

    @Override
    public Integer call() throws IOException {
        SourceRef given = Objects.requireNonNull(source);
        prefix.check(List.of(given));
        SaveTarget save = new SaveTarget(Optional.ofNullable(target), force);
        Output output = common.output();
        if (cost.isDryRun()) {
            return dryRun(given, output);
        }
        Keeping keep = keeping.toKeeping(state.stateDir());
        Budgets budgets = cost.budgets(state.stateDir(), Optional.empty(), output);
        try (Creator creator = Creator.open(s3.toS3Options(), keep, budgets)) {
            if (given instanceof SourceRef.Below below && !prefix.isAsOne()) {
                return createEach(below.prefix(), save, creator, output);
            }
            return createOne(Loading.single(given, prefix.filter(), save), creator, output);
        }
    }

    private int dryRun(SourceRef given, Output output) throws IOException {
        Keeping keep = keeping.toKeeping(state.stateDir()).asItIs();
        try (Creator creator = Creator.open(s3.toS3Options(), keep)) {
            new DryRun(creator, prefix.filter(), !prefix.isAsOne())
                    .run(List.of(given), request -> request.withWish(wish()), new DryRunReport(output, cost.costs()));
        }
        return ExitCode.OK;
    }

    private int createOne(Job job, Creator creator, Output output) throws IOException {
        job.file().orElseThrow().check();
        MadeReport report;
        try (Progress progress = new Progress(output.talk(), "hashing", job.name(), cost.costs())) {
            report = create(creator, job, progress);
        }
        output.print(report.json(output.event("torrent")), report.text());
        noteTrackers(output);
        return ExitCode.OK;
    }

    private int createEach(S3Prefix below, SaveTarget save, Creator creator, Output output) throws IOException {
        if (!save.canBeFolder()) {
            throw new CommandException(ExitCode.OTHER, target + ": is a file (expected: a folder for many torrents)");
        }
        Outcomes outcomes = new Outcomes(output, () -> {});
        Loading loading = new Loading(
                output,
                cost.costs(),
                outcomes,
                save,
                creator::select,
                (job, listener) -> create(creator, job, listener));
        loading.eachBelow(below, prefix.filter());
        output.talk().note(below + ": " + outcomes.summary());
        noteTrackers(output);
        return outcomes.exitCode();
    }

    private MadeReport create(Creator creator, Job job, MakingListener listener) throws IOException {
        MadeTorrent made =
                creator.create(SeedRequest.of(job.source()).withWish(wish()).withListener(listener));
        Metainfo metainfo = made.metainfo()
                .withTrackers(announce.stream().map(TrackerUrl::toString).toList());
        Optional<Path> saved = SaveTarget.write(job.file(), metainfo);
        return new MadeReport(
                new TorrentReport(job.source().toString(), metainfo, saved), made.origin(), made.cost(), cost.costs());
    }

    private TorrentWish wish() {
        return pieceLength == null ? TorrentWish.DEFAULT : TorrentWish.DEFAULT.withPieceLength(pieceLength.wish());
    }

    private void noteTrackers(Output output) {
        if (announce.isEmpty()) {
            output.talk().note("the torrent names no tracker; --announce URL adds one");
        }
    }
}
