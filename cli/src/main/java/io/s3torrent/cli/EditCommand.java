package io.s3torrent.cli;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.cli.options.AnnounceOption;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.TimeArguments.CreationDate;
import io.s3torrent.cli.options.UrlArguments.WebSeedOption;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentReport;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code edit}: changes the trackers and web seeds of a .torrent file. */
@Command(
        name = "edit",
        description = {
            "Changes the trackers, web seeds, comment and date of a .torrent file.",
            "The info-hash stays the same, so peers with the old file and with the new one are in one swarm."
        },
        footer = {
            "",
            "Examples:",
            "  s3torrent edit data.torrent --announce http://tracker.example/announce -O new.torrent",
            "  s3torrent edit data.torrent --no-announce --announce udp://t.example:6969 -O data.torrent",
            "  s3torrent edit data.torrent --no-web-seed --comment '' -O plain.torrent",
            "",
            Environment.HELP_1,
            Environment.HELP_FILE
        })
final class EditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The .torrent file.")
    private @Nullable Path file;

    @Option(
            names = {"-O", "--save-torrent"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write the new file; it may be the same one.")
    private @Nullable Path target;

    @Option(names = "--force", description = "Overwrite that file even if it is another torrent.")
    private boolean force;

    @Mixin
    private final AnnounceOption announce = new AnnounceOption();

    @Option(names = "--no-announce", description = "Remove the trackers of the file; those of --announce are added.")
    private boolean noAnnounce;

    @Mixin
    private final WebSeedOption webSeeds = new WebSeedOption();

    @Option(names = "--no-web-seed", description = "Remove the web seeds of the file; those of --web-seed are added.")
    private boolean noWebSeed;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Replace the comment; '' removes it.")
    private @Nullable String comment;

    @Option(
            names = "--creation-date",
            paramLabel = "now|TIME",
            description = "Replace the date, as 2024-12-31T23:59:59Z.")
    private @Nullable CreationDate creationDate;

    @Override
    public Integer call() throws IOException {
        checkAnyChange();
        Path source = Objects.requireNonNull(file);
        TorrentFile written = new TorrentFile(Objects.requireNonNull(target), force);
        byte[] bytes = TorrentFile.bytes(source);
        Metainfo edited = edited(TorrentFile.decode(source, bytes));
        written.write(edited, bytes(source, bytes, edited));
        report(common.output(), source, edited, written.path());
        return ExitCode.OK;
    }

    private void checkAnyChange() {
        boolean any = noAnnounce || noWebSeed || comment != null || creationDate != null;
        if (!any && announce.urls().isEmpty() && webSeeds.urls().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "nothing to change (expected: --announce, --no-announce, --web-seed, --no-web-seed, --comment"
                            + " or --creation-date)");
        }
    }

    private Metainfo edited(Metainfo before) {
        Metainfo edited = noAnnounce ? before.withTrackers(announce.urls()) : before.withTrackersFirst(announce.urls());
        edited = noWebSeed ? edited.withWebSeeds(webSeeds.urls()) : edited.withWebSeedsFirst(webSeeds.urls());
        if (comment != null) {
            edited = edited.withComment(Optional.of(comment).filter(text -> !text.isEmpty()));
        }
        return creationDate == null ? edited : edited.withCreationDate(Optional.of(creationDate.instant()));
    }

    private static byte[] bytes(Path source, byte[] before, Metainfo edited) throws IOException {
        try {
            return MetainfoCodec.edit(before, edited);
        } catch (MetainfoException e) {
            throw new MetainfoException(source + ": " + e.getMessage(), e);
        }
    }

    private static void report(Output output, Path source, Metainfo edited, Path written) {
        TorrentReport report = new TorrentReport(source.toString(), edited, Optional.of(written));
        List<String> text = new ArrayList<>(report.text());
        edited.trackers().forEach(url -> text.add(row("tracker", url)));
        edited.webSeeds().forEach(url -> text.add(row("web seed", url)));
        output.print(
                report.json(output.event("torrent"))
                        .put("trackers", edited.trackers())
                        .put("webSeeds", edited.webSeeds()),
                text);
    }
}
