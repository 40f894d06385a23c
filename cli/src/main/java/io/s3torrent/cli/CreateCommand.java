package io.s3torrent.cli;

import io.s3torrent.cli.TorrentAction.Estimate;
import io.s3torrent.cli.TorrentAction.RequestTemplate;
import io.s3torrent.cli.options.AnnounceOption;
import io.s3torrent.cli.options.BudgetOptions;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.PrefixOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.options.TimeArguments.CreationDate;
import io.s3torrent.cli.options.TorrentFormatOptions;
import io.s3torrent.cli.options.UrlArguments.WebSeedOption;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.CostText;
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
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.resolve.Torrent;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code create}: makes the .torrent file of an object. */
@Command(
        name = "create",
        description =
                "Makes the .torrent file of objects or of local files. The same bytes and name always give the same info-hash.",
        footer = {
            "",
            "Examples:",
            "  s3torrent create s3://bucket/data.tar -O data.torrent",
            "  s3torrent create s3://bucket/data.tar -O data.torrent -o json \\",
            "      --endpoint-url http://localhost:9000 --announce http://tracker.example/announce",
            "  s3torrent create s3://bucket/set/ -O torrents/ --exclude '*' --include '*.tar'",
            "  s3torrent create s3://bucket/set/ -O set.torrent --as-one",
            "  s3torrent create /data/set -O set.torrent --announce http://tracker.example/announce",
            "",
            Environment.HELP_1,
            Environment.HELP_2
        })
final class CreateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

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
    private final TorrentFormatOptions torrent = new TorrentFormatOptions();

    @Mixin
    private final HintOptions hints = new HintOptions();

    @Parameters(
            paramLabel = "SRC",
            description =
                    "An object s3://bucket/key, all objects below s3://bucket/prefix/, or a local file or folder.")
    private @Nullable ContentRef source;

    @Option(
            names = {"-O", "--save-torrent"},
            paramLabel = "FILE|DIR",
            required = true,
            description = "File for the torrent (- is stdout); for a prefix, folder with a torrent for each key.")
    private SaveTarget target = SaveTarget.NONE;

    @Option(names = "--force", description = "Overwrite FILE even if it is not this torrent.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        return Objects.requireNonNull(source) instanceof ContentRef.Local local
                ? createLocal(local.path())
                : createStored(((ContentRef.Stored) source).source());
    }

    /** One torrent of a file, or of all files below a folder. */
    private int createLocal(Path path) throws IOException {
        if (torrent.toOptions().pieceLength() instanceof PieceLengthChoice.Parts) {
            throw new ParameterException(
                    spec.commandLine(), "--piece-length parts goes with an object, and " + path + " is not in a store");
        }
        torrent.check(1);
        Output output = common.output();
        LocalCreation creation = new LocalCreation(
                path,
                torrent.toOptions(),
                prefix.filter(),
                target.withForce(force),
                hints::around,
                budget.costText(),
                output);
        if (dryRun) {
            creation.estimate();
        } else {
            creation.create();
            hints.noteIfNoTracker(output.console());
        }
        return ExitCode.OK;
    }

    private int createStored(SourceRef given) throws IOException {
        prefix.check(List.of(given));
        boolean many = given instanceof SourceRef.Below && !prefix.isAsOne();
        torrent.check(many ? Integer.MAX_VALUE : 1);
        SaveTarget save = target.withForce(force);
        Output output = common.output();
        BudgetConfig budgets =
                dryRun ? BudgetConfig.none() : budget.budgets(persistence.stateDir(), Optional.empty(), output);
        try (TorrentCreator creator = TorrentCreator.open(s3.toS3Options(), persistence.toConfig(), budgets)) {
            RequestTemplate template = new RequestTemplate(torrent.toOptions(), null);
            TorrentAction action = dryRun
                    ? new Estimate(creator, template, budget.costText())
                    : new Create(creator, template, hints, budget.costText());
            int code = given instanceof SourceRef.Below below && !prefix.isAsOne()
                    ? eachBelow(below.prefix(), save, action, output)
                    : one(LoadJob.of(given, prefix.filter(), save), action, output);
            if (!dryRun) {
                hints.noteIfNoTracker(output.console());
            }
            return code;
        }
    }

    private int one(LoadJob job, TorrentAction action, Output output) throws IOException {
        job.file().orElseThrow().check();
        TorrentLines report;
        try (Progress progress = new Progress(output.console(), "hashing", job.name(), budget.costText())) {
            report = action.runNamed(job, progress);
        }
        output.print(report.json(output.event(report.event())), report.text());
        return ExitCode.OK;
    }

    private int eachBelow(S3Prefix below, SaveTarget save, TorrentAction action, Output output) throws IOException {
        if (!save.canBeFolder()) {
            throw new CommandException(
                    ExitCode.OTHER, "-O: \"" + save.text() + "\" (expected: a folder for many torrents)");
        }
        Outcomes outcomes = new Outcomes(output, () -> {});
        new TorrentLoader(output, outcomes, save, action, budget.costText()).eachBelow(below, prefix.filter());
        output.console().note(below + ": " + outcomes.summary("created"));
        return outcomes.exitCode();
    }

    /** Makes a torrent, and writes its file. */
    private record Create(TorrentCreator creator, RequestTemplate template, HintOptions hints, CostText costText)
            implements TorrentAction {
        @Override
        public KeySelection select(S3Prefix prefix, KeyFilter filter) throws IOException {
            return creator.select(prefix, filter);
        }

        @Override
        public boolean hasObjects(S3Prefix prefix) throws IOException {
            return creator.hasObjects(prefix);
        }

        @Override
        public TorrentLines run(LoadJob job, HashingListener listener) throws IOException {
            Torrent made = creator.create(template.request(job, listener, creator::fetchTorrent));
            Metainfo metainfo = hints.around(made.metainfo());
            Optional<Path> saved = SaveTarget.write(job.file(), metainfo);
            TorrentReport report = new TorrentReport(job.source().toString(), metainfo, saved);
            return new MadeReport(report, made.origin(), made.cost(), costText);
        }
    }

    /** Options for the fields outside the info dictionary. They do not change the info-hash. */
    static final class HintOptions {
        @Mixin
        private final AnnounceOption announce = new AnnounceOption();

        @Mixin
        private final WebSeedOption webSeeds = new WebSeedOption();

        @Option(names = "--comment", paramLabel = "TEXT", description = "Free text, which clients show to their users.")
        private @Nullable String comment;

        @Option(
                names = "--creation-date",
                paramLabel = "now|TIME",
                description =
                        "Creation date, as 2024-12-31T23:59:59Z. Default: none, so that the same bytes give the same file.")
        private @Nullable CreationDate creationDate;

        /** Returns the torrent with these fields. */
        public Metainfo around(Metainfo made) {
            return made.withTrackers(announce.urls())
                    .withWebSeeds(webSeeds.urls())
                    .withComment(Optional.ofNullable(comment))
                    .withCreationDate(Optional.ofNullable(creationDate).map(CreationDate::instant));
        }

        /** Warns when the torrent would name no tracker. */
        public void noteIfNoTracker(Console console) {
            announce.noteIfNone(console);
        }
    }
}
