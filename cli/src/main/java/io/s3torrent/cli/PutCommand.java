package io.s3torrent.cli;

import io.s3torrent.cli.options.AnnounceOption;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.PriceOption;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.TorrentFormatOptions;
import io.s3torrent.cli.options.UrlArguments.WebSeedOption;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.PutReport;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.put.ObjectUpload;
import io.s3torrent.seeder.put.PutRequest;
import io.s3torrent.seeder.put.PutRequest.Source;
import io.s3torrent.seeder.put.PutResult;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
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

/** {@code put}: uploads a file and stores its torrent next to it. */
@Command(
        name = "put",
        description = {
            "Uploads a file, hashes it in the same read, and stores its torrent next to it:",
            "later, seed and create do not read the object. An object with other bytes is not replaced."
        },
        footer = {
            "",
            "Examples:",
            "  s3torrent put data.tar s3://bucket/sets/",
            "  s3torrent put data.tar s3://bucket/sets/data-2026.tar --piece-length 8MiB --format hybrid",
            "  tar c data | s3torrent put - s3://bucket/sets/data.tar",
            "",
            Environment.HELP_1,
            Environment.HELP_FILE
        })
final class PutCommand implements Callable<Integer> {
    private static final String STDIN = "-";
    private static final String STOPPED = "stopped; the upload was aborted, and the store keeps none of its parts";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to upload, or - for standard input.")
    private @Nullable Path file;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "s3://bucket/key, or s3://bucket/prefix/ to keep the name of the file.")
    private @Nullable PutTarget target;

    @Option(
            names = {"-O", "--save-torrent"},
            paramLabel = "FILE",
            description = "Also write the torrent to this file.")
    private @Nullable Path save;

    @Option(
            names = "--force",
            description =
                    "Replace an object that has other bytes, and the file of -O even if it holds another torrent.")
    private boolean force;

    @Mixin
    private final AnnounceOption announce = new AnnounceOption();

    @Mixin
    private final WebSeedOption webSeeds = new WebSeedOption();

    @Mixin
    private final TorrentFormatOptions torrentOptions = new TorrentFormatOptions();

    @Option(names = "--resume", description = "Resume an unfinished upload of this key.")
    private boolean resume;

    @Option(names = "--dry-run", order = 50, description = "Only print what would be sent, and its price.")
    private boolean dryRun;

    @Mixin
    private final PriceOption price = new PriceOption();

    @Override
    public Integer call() throws IOException {
        PutRequest request = request(Objects.requireNonNull(file));
        Optional<TorrentFile> torrent = Optional.ofNullable(save).map(path -> new TorrentFile(path, force));
        Output output = common.output();
        PutReport report = new PutReport(request, torrent, price.costText(), output);
        if (dryRun) {
            report.estimate(ObjectUpload.estimate(request));
            return ExitCode.OK;
        }
        if (torrent.isPresent()) {
            torrent.get().check();
        }
        PutResult done = upload(request, report, output.console());
        report.done(done);
        return done.whyNoSidecar().isEmpty() ? ExitCode.OK : ExitCode.PARTLY;
    }

    private PutRequest request(Path given) {
        boolean stream = given.toString().equals(STDIN);
        checkStream(stream);
        torrentOptions.check(1);
        S3Location location = Objects.requireNonNull(target).of(given);
        PutRequest request = PutRequest.of(stream ? stdin() : new Source.LocalFile(given), location)
                .withTrackers(announce.urls())
                .withWebSeeds(webSeeds.urls())
                .withSpec(size -> spec(torrentOptions.toOptions(), location, size));
        request = force ? request.forced() : request;
        return resume ? request.resumed() : request;
    }

    /** Refuses what cannot be with a stream, which has no name and is read once. */
    private void checkStream(boolean stream) {
        if (stream && (resume || dryRun)) {
            throw wrong("--resume and --dry-run go with a file, and not with standard input");
        }
        if (stream && target instanceof PutTarget.Below) {
            throw wrong("standard input has no name (expected: s3://bucket/key without a slash at the end)");
        }
    }

    /** By a channel: an interrupt ends a read from it. */
    private static Source stdin() {
        return new Source.Stream(Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()));
    }

    private static InfoOptions spec(TorrentOptions options, S3Location location, long size) {
        return new InfoOptions(
                options.name().orElse(location.name()),
                pieceLength(options, size),
                options.format(),
                options.isPrivate(),
                options.source());
    }

    private static int pieceLength(TorrentOptions options, long size) {
        if (options.pieceLength() instanceof PieceLengthChoice.Bytes bytes) {
            return bytes.length();
        }
        return options.pieceLength() instanceof PieceLengthChoice.Parts
                ? PutRequest.pieceLengthOfParts(size)
                : PutRequest.usualPieceLength(size, options.format());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    @SuppressWarnings("try") // it only has to be open: it handles the signal
    private PutResult upload(PutRequest request, PutReport report, Console console) throws IOException {
        try (report) {
            ObjectUpload upload = ObjectUpload.of(s3.toS3Options(), request, report);
            try (SignalHandler signal = SignalHandler.interrupted(upload::cancel, () -> console.note(STOPPED))) {
                return upload.run();
            }
        }
    }

    /** Where the file goes: to a key, or below a prefix under its own name. */
    sealed interface PutTarget {

        /** The key of the object. */
        record Key(S3Location location) implements PutTarget {}

        /** The prefix of the object. */
        record Below(S3Prefix prefix) implements PutTarget {}

        /**
         * Parses a target: with a slash at the end it is a prefix.
         *
         * @throws IllegalArgumentException when the text is not an S3 location
         */
        static PutTarget parse(String text) {
            return S3Prefix.looksLike(text) ? new Below(S3Prefix.parse(text)) : new Key(S3Location.parse(text));
        }

        /** The object that the file becomes. */
        default S3Location of(Path file) {
            if (this instanceof Below below) {
                Path name = file.toAbsolutePath().normalize().getFileName();
                return below.prefix().object(name == null ? "" : name.toString());
            }
            return ((Key) this).location();
        }
    }
}
