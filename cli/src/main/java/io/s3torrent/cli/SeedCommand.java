package io.s3torrent.cli;

import io.s3torrent.seeder.ReadEstimate;
import io.s3torrent.seeder.SeedRequest;
import io.s3torrent.seeder.SeededTorrent;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final CostOptions cost = new CostOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Parameters(
            paramLabel = "SRC...",
            arity = "1..*",
            split = "\\s+(?=s3://)",
            hideParamSyntax = true,
            description = "The objects: s3://bucket/key, all on one port.")
    private List<S3Location> sources = List.of();

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
            paramLabel = "SIZE",
            order = -1,
            description = "Power of two from 16KiB to 64MiB (default: from the object's size, 256KiB and up).")
    private @Nullable PieceLength pieceLength;

    @Override
    public Integer call() throws IOException {
        SaveTarget save = checked();
        Output output = common.output();
        SeederConfig config = seederOptions.toConfig(s3.toS3Options());
        if (cost.isDryRun()) {
            return dryRun(output);
        }
        try (SeedSession session = new SeedSession(output, cost.costs())) {
            Seeder seeder = session.start(config, cost.budgets(seederOptions.uploadBudget(), output));
            sources.forEach(source -> session.add(source, () -> seed(seeder, save, source, output.talk())));
            return session.ready(seeder, seederOptions.isReachChosen())
                    ? session.untilSignal(seeder)
                    : session.exitCode();
        }
    }

    private SaveTarget checked() throws IOException {
        if (torrent != null && sources.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--torrent goes with one SRC (" + sources.size() + " are given)");
        }
        if (torrent instanceof TorrentRef.Link) {
            throw new ParameterException(
                    spec.commandLine(), "--torrent: a magnet link (expected: a file or s3://bucket/key)");
        }
        SaveTarget save = new SaveTarget(Optional.ofNullable(target), force);
        if (sources.size() > 1 && !save.takesSeveral()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-O: \"" + target + "\" (expected: an existing folder for " + sources.size() + " torrents)");
        }
        save.check(sources);
        return save;
    }

    private int dryRun(Output output) throws IOException {
        Optional<Metainfo> given =
                torrent instanceof TorrentRef.File file ? Optional.of(TorrentFile.read(file.path())) : Optional.empty();
        for (S3Location source : sources) {
            ReadEstimate estimate = Seeder.estimate(s3.toS3Options(), request(source, given, MakingListener.NONE));
            new DryRunReport(estimate, cost.costs()).print(output);
        }
        output.talk().note("what peers ask for is read once more where the cache does not hold it");
        return ExitCode.OK;
    }

    private TorrentReport seed(Seeder seeder, SaveTarget save, S3Location source, Talk talk) throws IOException {
        Optional<Metainfo> given = given(seeder);
        SeededTorrent seeded;
        try (Progress progress = new Progress(talk, "hashing", source.name(), cost.costs())) {
            seeded = seeder.seed(request(source, given, progress));
        }
        return new TorrentReport(source.toString(), seeded.metainfo(), save.write(source, seeded.metainfo()));
    }

    private SeedRequest request(S3Location source, Optional<Metainfo> given, MakingListener listener) {
        OptionalInt length = pieceLength == null ? OptionalInt.empty() : OptionalInt.of(pieceLength.bytes());
        return new SeedRequest(source, given, length, listener);
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
