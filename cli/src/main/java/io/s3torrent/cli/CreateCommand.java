package io.s3torrent.cli;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.CostOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.HintOptions;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.PrefixOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.options.TorrentFormatOptions;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.DryRunReport;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.MadeReport;
import io.s3torrent.cli.output.Outcomes;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Progress;
import io.s3torrent.cli.output.TorrentLines;
import io.s3torrent.cli.output.TorrentReport;
import io.s3torrent.seeder.BudgetConfig;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.Torrent;
import io.s3torrent.seeder.resolve.TorrentRequest;
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
    private final CostOptions cost = new CostOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    private final PrefixOptions prefix = new PrefixOptions();

    @Mixin
    private final TorrentFormatOptions torrent = new TorrentFormatOptions();

    @Mixin
    private final HintOptions hints = new HintOptions();

    @Mixin
    private final PersistenceOptions keeping = new PersistenceOptions();

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

    @Override
    public Integer call() throws IOException {
        SourceRef given = Objects.requireNonNull(source);
        prefix.check(List.of(given));
        boolean many = given instanceof SourceRef.Below && !prefix.isAsOne();
        torrent.check(many ? Integer.MAX_VALUE : 1);
        SaveTarget save = new SaveTarget(Optional.ofNullable(target), force);
        Output output = common.output();
        BudgetConfig budgets = cost.isDryRun() ? BudgetConfig.none() : cost.budgets(Optional.empty(), output);
        try (TorrentCreator creator =
                TorrentCreator.open(s3.toS3Options(), keeping.toKeeping(cost.stateDir()), budgets)) {
            TorrentLoader.Loader loader = cost.isDryRun()
                    ? (job, listener) -> new DryRunReport(creator.estimate(request(job, listener)), cost.costs())
                    : (job, listener) -> create(creator, job, listener);
            int code = given instanceof SourceRef.Below below && !prefix.isAsOne()
                    ? eachBelow(below.prefix(), save, creator, loader, output)
                    : one(TorrentLoader.single(given, prefix.filter(), save), loader, output);
            if (!cost.isDryRun()) {
                hints.noteIfNoTracker(output.talk());
            }
            return code;
        }
    }

    private int one(LoadJob job, TorrentLoader.Loader loader, Output output) throws IOException {
        job.file().orElseThrow().check();
        TorrentLines report;
        try (Progress progress = new Progress(output.talk(), "hashing", job.name(), cost.costs())) {
            report = loader.load(job, progress);
        }
        output.print(report.json(output.event(report.event())), report.text());
        return ExitCode.OK;
    }

    private int eachBelow(
            S3Prefix below, SaveTarget save, TorrentCreator creator, TorrentLoader.Loader loader, Output output)
            throws IOException {
        if (!save.canBeFolder()) {
            throw new CommandException(ExitCode.OTHER, target + ": is a file (expected: a folder for many torrents)");
        }
        Outcomes outcomes = new Outcomes(output, () -> {});
        new TorrentLoader(output, outcomes, save, creator::select, loader, cost.costs())
                .eachBelow(below, prefix.filter());
        output.talk().note(below + ": " + outcomes.summary());
        return outcomes.exitCode();
    }

    private TorrentRequest request(LoadJob job, HashingListener listener) {
        return TorrentRequest.of(job.source())
                .withOptions(torrent.torrentOptions())
                .withListener(listener);
    }

    private TorrentLines create(TorrentCreator creator, LoadJob job, HashingListener listener) throws IOException {
        Torrent made = creator.create(request(job, listener));
        Metainfo metainfo = hints.around(made.metainfo());
        Optional<Path> saved = SaveTarget.write(job.file(), metainfo);
        TorrentReport report = new TorrentReport(job.source().toString(), metainfo, saved);
        return new MadeReport(report, made.origin(), made.cost(), cost.costs());
    }
}
