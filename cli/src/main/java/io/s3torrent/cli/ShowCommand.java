package io.s3torrent.cli;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Size;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentReport;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code show}: prints the contents of a .torrent file. */
@Command(
        name = "show",
        description = "Prints the contents of a .torrent file.",
        footer = {
            "",
            "Examples:",
            "  s3torrent show data.torrent",
            "  s3torrent show data.torrent -o json",
            "",
            Environment.HELP_1,
            Environment.HELP_FILE
        })
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The .torrent file.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        Path path = Objects.requireNonNull(file);
        Output output = common.output();
        Metainfo metainfo = TorrentFile.read(path);
        TorrentReport report = new TorrentReport(path.toString(), metainfo, Optional.of(path));
        output.print(() -> json(report.json(output.event("torrent")), metainfo), () -> text(report.text(), metainfo));
        return ExitCode.OK;
    }

    private static JsonLine json(JsonLine line, Metainfo metainfo) {
        Info info = metainfo.info();
        return line.put("format", format(info))
                .put("private", info.isPrivate())
                .put("sourceTag", info.spec().source().orElse(null))
                .put("trackers", metainfo.trackers())
                .put("webSeeds", metainfo.webSeeds())
                .put("createdBy", metainfo.createdBy().orElse(null))
                .put("comment", metainfo.comment().orElse(null))
                .put(
                        "creationDate",
                        metainfo.creationDate().map(Instant::toString).orElse(null))
                .putObjects(
                        "files",
                        info.files().stream().filter(file -> !file.pad()).map(ShowCommand::json));
    }

    private static JsonLine json(FileEntry file) {
        JsonLine json = new JsonLine().put("path", file.path()).put("size", file.length());
        file.linkTarget().ifPresent(target -> json.put("linkTarget", target));
        return json;
    }

    private static Stream<String> text(List<String> common, Metainfo metainfo) {
        Info info = metainfo.info();
        List<String> lines = new ArrayList<>(common);
        lines.add(row("format", format(info)));
        lines.add(row("private", info.isPrivate() ? "yes" : "no"));
        info.spec().source().ifPresent(source -> lines.add(row("source", source)));
        metainfo.trackers().forEach(url -> lines.add(row("tracker", url)));
        metainfo.webSeeds().forEach(url -> lines.add(row("web seed", url)));
        metainfo.createdBy().ifPresent(program -> lines.add(row("created by", program)));
        metainfo.comment().ifPresent(comment -> lines.add(row("comment", comment)));
        metainfo.creationDate().ifPresent(date -> lines.add(row("created", date.toString())));
        Stream<FileEntry> files = info.files().stream().filter(file -> !file.pad());
        return Stream.concat(lines.stream(), files.map(ShowCommand::text));
    }

    private static String text(FileEntry file) {
        String path = String.join("/", file.path());
        return file.linkTarget()
                .map(target -> row("link", path + " -> " + String.join("/", target)))
                .orElseGet(() -> row("file", path + "  " + Size.text(file.length())));
    }

    private static String format(Info info) {
        return info.spec().format().name().toLowerCase(Locale.ROOT);
    }
}
