package io.s3torrent.cli;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Progress;
import io.s3torrent.cli.output.Size;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentReport;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.local.LocalFolder;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.OriginKind;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * {@code create} of a file or folder of this machine.
 *
 * @param options other than pieces that are parts, which only objects have
 * @param filter which files below a folder
 * @param hints puts trackers and the like around a torrent
 */
record LocalCreation(
        Path path,
        TorrentOptions options,
        KeyFilter filter,
        SaveTarget save,
        UnaryOperator<Metainfo> hints,
        CostText costText,
        Output output) {
    private static final int MOST_NOTES = 5;

    /** Makes the torrent, and writes its file. */
    void create() throws IOException {
        LocalFolder folder = LocalFolder.of(path, filter, save.path());
        note(folder.leftOut(), output.console());
        InfoOptions spec = spec(folder);
        TorrentFile file = save.file(folder.name()).orElseThrow();
        file.check();
        Info info;
        try (Progress progress = new Progress(output.console(), "hashing", folder.name())) {
            info = folder.make(spec, progress);
        }
        Metainfo metainfo = hints.apply(Metainfo.of(info, List.of(), SoftwareName.NAME));
        file.write(metainfo);
        TorrentReport report = new TorrentReport(path.toString(), metainfo, Optional.of(file.path()));
        JsonLine json = report.json(output.event("torrent")).put("origin", OriginKind.HASHING.toString());
        output.print(costText.json(json, LedgerSnapshot.EMPTY, 0), report.text());
    }

    /** Says what would be read. */
    void estimate() throws IOException {
        LocalFolder folder = LocalFolder.of(path, filter, save.path());
        note(folder.leftOut(), output.console());
        int pieceLength = spec(folder).pieceLength();
        long pieces = (folder.length() - 1) / pieceLength + 1;
        JsonLine json = output.event("dry-run")
                .put("source", path.toString())
                .put("size", folder.length())
                .put("pieceLength", pieceLength)
                .put("pieces", pieces);
        output.print(
                costText.json(json, Usage.NOTHING),
                List.of(
                        path.toString(),
                        row("size", Size.exactText(folder.length())),
                        row("pieces", pieces + " of " + Size.binaryText(pieceLength)),
                        row("would read", Size.text(folder.length()) + " from this machine")));
    }

    private static void note(List<String> leftOut, Console console) {
        leftOut.stream().limit(MOST_NOTES).forEach(name -> console.note(name + " is left out"));
        if (leftOut.size() > MOST_NOTES) {
            console.note((leftOut.size() - MOST_NOTES) + " more are left out");
        }
    }

    private InfoOptions spec(LocalFolder folder) {
        int pieceLength = options.pieceLength() instanceof PieceLengthChoice.Bytes bytes
                ? bytes.length()
                : PieceLengthPolicy.pieceLength(folder.length(), options.format());
        return new InfoOptions(
                options.name().orElseGet(folder::name),
                pieceLength,
                options.format(),
                options.isPrivate(),
                options.source());
    }
}
