package io.s3torrent.cli;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.origin.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a command says of a torrent.
 *
 * @param source where it comes from
 * @param made where the torrent came from, and what that cost
 * @param torrent the file it was saved to
 */
record TorrentReport(String source, Metainfo metainfo, Made made, Optional<Path> torrent) {

    /**
     * How a torrent was come by.
     *
     * @param s3Bytes object bytes read for it
     * @param s3Requests requests of any kind
     */
    record Made(Origin origin, long s3Bytes, long s3Requests) {
        String text() {
            return "source: " + origin + ", " + Size.text(s3Bytes) + " read in " + s3Requests + " requests";
        }
    }

    /** Adds the fields that all commands print. */
    JsonLine json(JsonLine line) {
        Info info = metainfo.info();
        return line.put("source", source)
                .put("infoHash", info.infoHash().hex())
                .put("name", info.name())
                .put("size", info.layout().objectLength())
                .put("pieceLength", info.layout().pieceLength())
                .put("pieces", info.layout().pieceCount())
                .put("magnet", metainfo.magnet().toString())
                .put("torrent", torrent.map(Path::toString).orElse(null))
                .put("origin", made.origin().toString())
                .put("s3Bytes", made.s3Bytes())
                .put("s3Requests", made.s3Requests());
    }

    /** The same as aligned lines. */
    List<String> text() {
        Info info = metainfo.info();
        List<String> lines = new ArrayList<>();
        lines.add(source);
        lines.add(row("info-hash", info.infoHash().hex()));
        lines.add(row("name", info.name()));
        lines.add(row("size", Size.exactText(info.layout().objectLength())));
        lines.add(row(
                "pieces",
                info.layout().pieceCount() + " of "
                        + Size.binaryText(info.layout().pieceLength())));
        lines.add(row("magnet", metainfo.magnet().toString()));
        torrent.ifPresent(path -> lines.add(row("torrent", path.toString())));
        lines.add("  " + made.text());
        return lines;
    }

    /** One aligned line. */
    static String row(String label, String value) {
        return "  " + label + " ".repeat(Math.max(1, 13 - label.length())) + value;
    }
}
