package io.s3torrent.cli;

import static io.s3torrent.cli.TorrentReport.row;

import io.s3torrent.seeder.Budgets;
import io.s3torrent.seeder.MadeTorrent;
import io.s3torrent.seeder.SeedRequest;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code create}: makes the .torrent file of an object. */
@Command(
        name = "create",
        description = "Makes the .torrent file of an object. The same bytes and name always give the same info-hash.",
        footer = {
            "",
            "Examples:",
            "  s3torrent create s3://bucket/data.tar -O data.torrent",
            "  s3torrent create s3://bucket/data.tar -O data.torrent -o json \\",
            "      --endpoint-url http://localhost:9000 --announce http://tracker.example/announce",
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

    @Parameters(paramLabel = "SRC", description = "The object: s3://bucket/key.")
    private @Nullable S3Location source;

    @Option(
            names = {"-O", "--save-torrent"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write the torrent.")
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
            paramLabel = "SIZE",
            description = "Power of two from 16KiB to 64MiB (default: from the object's size, 256KiB and up).")
    private @Nullable PieceLength pieceLength;

    @Override
    public Integer call() throws IOException {
        S3Location location = Objects.requireNonNull(source);
        TorrentFile file = new TorrentFile(Objects.requireNonNull(target), force);
        file.check();
        Output output = common.output();
        if (cost.isDryRun()) {
            SeedRequest request = request(location, MakingListener.NONE);
            new DryRunReport(Seeder.estimate(s3.toS3Options(), request), cost.costs()).print(output);
            return ExitCode.OK;
        }
        MadeTorrent made = make(location, output);
        Metainfo metainfo = made.metainfo()
                .withTrackers(announce.stream().map(TrackerUrl::toString).toList());
        file.write(metainfo);
        report(output, made, new TorrentReport(location.toString(), metainfo, Optional.of(file.path())));
        return ExitCode.OK;
    }

    private MadeTorrent make(S3Location location, Output output) throws IOException {
        Budgets budgets = cost.budgets(Optional.empty(), output);
        try (Progress progress = new Progress(output.talk(), "hashing", location.name(), cost.costs())) {
            return Seeder.create(s3.toS3Options(), request(location, progress), budgets);
        }
    }

    private SeedRequest request(S3Location location, MakingListener listener) {
        OptionalInt length = pieceLength == null ? OptionalInt.empty() : OptionalInt.of(pieceLength.bytes());
        return new SeedRequest(location, Optional.empty(), length, listener);
    }

    private void report(Output output, MadeTorrent made, TorrentReport report) {
        JsonLine json = cost.costs().json(report.json(output.event("torrent")), made.cost(), 0);
        List<String> text = new ArrayList<>(report.text());
        text.add(row("read", cost.costs().text(made.cost(), 0)));
        output.print(json, text);
        if (announce.isEmpty()) {
            output.talk().note("the torrent names no tracker; --announce URL adds one");
        }
    }
}
