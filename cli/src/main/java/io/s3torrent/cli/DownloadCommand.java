package io.s3torrent.cli;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.DhtOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.options.TorrentRef;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Progress;
import io.s3torrent.cli.output.Size;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.bt.BtDownload;
import io.s3torrent.seeder.bt.DownloadRequest;
import io.s3torrent.seeder.bt.DownloadResult;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.nio.file.Files;
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

/** {@code download}: fetches the content of a torrent from peers. */
@Command(
        name = "download",
        description = "Downloads the content of a torrent from peers, checks every piece, and exits.",
        footer = {
            "",
            "Examples:",
            "  s3torrent download data.torrent -d /data",
            "  s3torrent download 'magnet:?xt=urn:btih:...' -d /data --peer seeds.example.org:6881",
            "",
            Environment.HELP_1,
            Environment.HELP_2
        })
final class DownloadCommand implements Callable<Integer> {
    private static final String STOPPED =
            "stopped; the verified pieces are kept, and the same command resumes from them";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    private final PersistenceOptions persistence = new PersistenceOptions();

    @Mixin
    private final DhtOptions dht = new DhtOptions();

    @Parameters(
            paramLabel = "SRC",
            description =
                    "A .torrent file, a magnet link in quotes, or an object s3://bucket/key, which is hashed first.")
    private @Nullable TorrentRef source;

    @Option(
            names = {"-d", "--dir"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Folder for the content; created when missing (default: the current folder).")
    private Path folder = Path.of(".");

    @Option(
            names = "--peer",
            paramLabel = "HOST:PORT",
            split = "[,\\s]+",
            hideParamSyntax = true,
            description = "Connect to this peer in addition to those from the tracker; may be repeated.")
    private List<HostPort> peers = List.of();

    @Option(names = "--force", description = "Replace existing files of the same name, once the new ones are complete.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        Output output = common.output();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(ExitCode.OTHER, folder + ": is a file (expected: a folder for the content)");
        }
        Optional<Metainfo> metainfo = metainfo(output.console());
        Magnet magnet = metainfo.map(Metainfo::magnet).orElseGet(() -> ((TorrentRef.Link) given()).magnet());
        report(output, download(request(metainfo, magnet), output.console()));
        return ExitCode.OK;
    }

    private Optional<Metainfo> metainfo(Console console) throws IOException {
        if (given() instanceof TorrentRef.File file) {
            return Optional.of(TorrentFile.read(file.path()));
        }
        return given() instanceof TorrentRef.Stored stored
                ? Optional.of(made(stored.location(), console))
                : Optional.empty();
    }

    private Metainfo made(S3Location location, Console console) throws IOException {
        try (TorrentCreator creator = TorrentCreator.open(s3.toS3Options(), persistence.toConfig());
                Progress progress = new Progress(console, "hashing", location.name())) {
            return creator.create(TorrentRequest.of(location).withListener(progress))
                    .metainfo();
        } catch (ObjectException.NotFound e) {
            throw withPrefixHint(e, location);
        }
    }

    private ObjectException withPrefixHint(ObjectException.NotFound missing, S3Location location) throws IOException {
        try (TorrentCreator creator = TorrentCreator.open(s3.toS3Options(), persistence.toConfig())) {
            String hint = "download takes one object; for all below it, make a torrent with"
                    + " s3torrent create %s --as-one -O FILE, and download FILE";
            return PrefixHint.of(missing, location, creator::hasObjects, hint);
        }
    }

    private DownloadRequest request(Optional<Metainfo> metainfo, Magnet magnet) {
        Optional<DhtSettings> table = dht.settings();
        if (magnet.trackers().isEmpty() && peers.isEmpty() && table.isEmpty()) {
            throw wrong("the torrent names no tracker (expected: --peer HOST:PORT or --dht, to find peers)");
        }
        DownloadRequest request = metainfo.map(known -> DownloadRequest.of(known, folder))
                .orElseGet(() -> DownloadRequest.of(magnet, folder));
        try {
            request = request.withPeers(
                    peers.stream().map(peer -> peer.resolved("--peer")).toList());
            request = table.isPresent() ? request.withDht(table.get()) : request;
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return force ? request.withForce() : request;
    }

    @SuppressWarnings("try") // it only has to be open: it handles the signal
    private static DownloadResult download(DownloadRequest request, Console console) throws IOException {
        Magnet magnet = request.magnet();
        try (Progress progress = new Progress(
                console, "downloading", magnet.name().orElse(magnet.infoHash().hex()))) {
            BtDownload download = BtDownload.of(request, progress);
            try (SignalHandler signal = SignalHandler.interrupted(download::cancel, () -> console.note(STOPPED))) {
                return download.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.RESUMABLE, STOPPED);
        }
    }

    private TorrentRef given() {
        return Objects.requireNonNull(source);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static void report(Output output, DownloadResult done) {
        long millis = done.took().toMillis();
        JsonLine json = output.event("done")
                .put("infoHash", done.infoHash().hex())
                .put("name", done.name())
                .put("size", done.size())
                .putSeconds("seconds", millis)
                .put("path", done.path().toString());
        String rate = Size.text(done.fetched() * 1000 / Math.max(1, millis)) + "/s";
        output.print(
                json,
                List.of(
                        "done: " + done.path(),
                        row("info-hash", done.infoHash().hex()),
                        row("size", Size.exactText(done.size())),
                        row(
                                "fetched",
                                Size.text(done.fetched()) + " in " + Progress.clock(millis / 1000) + ", " + rate)));
    }
}
