package io.s3torrent.cli;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.PriceOption;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Progress;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentReport;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.local.LocalCopy;
import io.s3torrent.seeder.local.LocalCopy.Problem;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.TorrentSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code verify}: compares files or objects with a torrent. */
@Command(
        name = "verify",
        description = {
            "Reads files or objects and compares every piece with a torrent.",
            "Exit code 1: a piece is wrong, or a file is missing or has another length."
        },
        footer = {
            "",
            "Examples:",
            "  s3torrent verify data.torrent /data",
            "  s3torrent verify data.torrent s3://bucket/data.tar",
            "  s3torrent verify set.torrent s3://bucket/set/ -o json",
            "",
            Environment.HELP_1,
            Environment.HELP_FILE
        })
final class VerifyCommand implements Callable<Integer> {
    /** Lines of wrong pieces, and of wrong files, that are printed. */
    private static final int MOST_LINES = 20;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final PersistenceOptions persistence = new PersistenceOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    private final PriceOption price = new PriceOption();

    @Parameters(index = "0", paramLabel = "FILE", description = "The .torrent file.")
    private @Nullable Path file;

    @Parameters(
            index = "1",
            paramLabel = "CONTENT",
            description =
                    "The file or folder, or the folder that it lies in; or objects:%ns3://bucket/key or s3://bucket/prefix/.")
    private @Nullable ContentRef content;

    @Override
    public Integer call() throws IOException {
        Metainfo metainfo = TorrentFile.read(Objects.requireNonNull(file));
        Output output = common.output();
        Verified verified = Objects.requireNonNull(content) instanceof ContentRef.Local local
                ? local(metainfo.info(), local.path(), output)
                : stored(metainfo, ((ContentRef.Stored) content).source(), output);
        TorrentReport report = new TorrentReport(String.valueOf(content), metainfo, Optional.ofNullable(file));
        output.print(json(output.event("verified"), report, verified), text(metainfo.info(), report, verified));
        if (verified.isGood()) {
            return ExitCode.OK;
        }
        output.console().note(metainfo.info().name() + ": " + summary(metainfo.info(), verified));
        return ExitCode.FAILED;
    }

    /**
     * The result of a verification.
     *
     * @param bad a bit for each piece that is missing or wrong
     * @param problems files that are missing or have another length
     */
    private record Verified(BitSet bad, List<Problem> problems, LedgerSnapshot cost) {
        boolean isGood() {
            return bad.isEmpty() && problems.isEmpty();
        }
    }

    private static Verified local(Info info, Path path, Output output) throws IOException {
        LocalCopy copy = LocalCopy.of(info, path);
        try (Progress progress = new Progress(output.console(), "verifying", info.name())) {
            return new Verified(copy.badPieces(progress), copy.problems(), LedgerSnapshot.EMPTY);
        }
    }

    private Verified stored(Metainfo metainfo, SourceRef source, Output output) throws IOException {
        TorrentSource objects = source instanceof SourceRef.OneObject one
                ? new TorrentSource.OneObject(one.location())
                : new TorrentSource.AllBelow(((SourceRef.Below) source).prefix(), KeyFilter.ALL);
        CostText costText = price.costText();
        try (TorrentCreator creator = TorrentCreator.open(s3.toS3Options(), persistence.toConfig());
                Progress progress = new Progress(
                        output.console(), "verifying", metainfo.info().name(), costText)) {
            BitSet bad = creator.badPieces(objects, metainfo, progress);
            return new Verified(bad, List.of(), creator.cost());
        }
    }

    private JsonLine json(JsonLine line, TorrentReport report, Verified verified) {
        List<String> runs = runs(verified.bad());
        report.json(line)
                .put("good", verified.isGood())
                .put("badPieces", verified.bad().cardinality())
                .put("bad", runs.subList(0, Math.min(MOST_LINES, runs.size())))
                .putObjects(
                        "badFiles",
                        verified.problems().stream()
                                .limit(MOST_LINES)
                                .map(problem -> new JsonLine()
                                        .put("path", problem.file().path())
                                        .put("problem", problem.text())));
        return price.costText().json(line, verified.cost(), 0);
    }

    private List<String> text(Info info, TorrentReport report, Verified verified) {
        List<String> lines = new ArrayList<>(report.text());
        List<String> runs = runs(verified.bad());
        addUpToMost(lines, "bad pieces", runs.stream().map("#"::concat).toList());
        addUpToMost(
                lines,
                "bad file",
                verified.problems().stream()
                        .map(problem -> String.join("/", problem.file().path()) + ": " + problem.text())
                        .toList());
        if (content instanceof ContentRef.Stored) {
            lines.add(row("read", price.costText().text(verified.cost(), 0)));
        }
        lines.add(row("result", verified.isGood() ? "good" : "bad: " + summary(info, verified)));
        return lines;
    }

    private static void addUpToMost(List<String> lines, String label, List<String> all) {
        all.stream().limit(MOST_LINES).forEach(one -> lines.add(row(label, one)));
        if (all.size() > MOST_LINES) {
            lines.add(row(label, "and " + (all.size() - MOST_LINES) + " more lines"));
        }
    }

    private static String summary(Info info, Verified verified) {
        int files = verified.problems().size();
        int bad = verified.bad().cardinality();
        return bad + " of " + info.layout().pieceCount() + (bad == 1 ? " pieces is bad" : " pieces are bad")
                + (files == 0
                        ? ""
                        : ", " + files + (files == 1 ? " file is" : " files are") + " missing or not as long");
    }

    /** The pieces in runs: {@code 7}, {@code 20-25}. */
    private static List<String> runs(BitSet bad) {
        List<String> runs = new ArrayList<>();
        for (int first = bad.nextSetBit(0); first >= 0; ) {
            int end = bad.nextClearBit(first);
            runs.add(end - first == 1 ? String.valueOf(first) : first + "-" + (end - 1));
            first = bad.nextSetBit(end);
        }
        return runs;
    }
}
