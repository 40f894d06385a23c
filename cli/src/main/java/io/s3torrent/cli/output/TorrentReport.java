package io.s3torrent.cli.output;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all commands print about a torrent.
 *
 * @param source the object or file of the torrent
 * @param torrent the file that the torrent was saved to
 */
public record TorrentReport(String source, Metainfo metainfo, Optional<Path> torrent) {

    /** Adds the fields that all commands print. */
    public JsonLine json(JsonLine line) {
        Info info = metainfo.info();
        line.put("source", source).put("infoHash", info.infoHash().hex());
        info.infoHashV2().ifPresent(hash -> line.put("infoHashV2", hash.hex()));
        return line.put("name", info.name())
                .put("size", info.size())
                .put("pieceLength", info.layout().pieceLength())
                .put("pieces", info.layout().pieceCount())
                .put("magnet", metainfo.magnet().toString())
                .put("torrent", torrent.map(Path::toString).orElse(null));
    }

    /** The same as aligned lines. */
    public List<String> text() {
        Info info = metainfo.info();
        List<String> lines = new ArrayList<>();
        lines.add(source);
        lines.add(row("info-hash", info.infoHash().hex()));
        info.infoHashV2().ifPresent(hash -> lines.add(row("v2", hash.hex())));
        lines.add(row("name", info.name()));
        lines.add(row("size", Size.exactText(info.size())));
        lines.add(row(
                "pieces",
                info.layout().pieceCount() + " of "
                        + Size.binaryText(info.layout().pieceLength())));
        lines.add(row("magnet", metainfo.magnet().toString()));
        torrent.ifPresent(path -> lines.add(row("torrent", path.toString())));
        return lines;
    }

    /** One aligned line. */
    public static String row(String label, String value) {
        return "  " + label + " ".repeat(Math.max(1, 13 - label.length())) + value;
    }
}
