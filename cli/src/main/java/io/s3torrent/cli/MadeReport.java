package io.s3torrent.cli;

import io.s3torrent.seeder.origin.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command says of a torrent that it came by.
 *
 * @param origin where it came from
 * @param s3Bytes object bytes read for it
 * @param s3Requests requests sent for it, of any kind
 */
record MadeReport(TorrentReport torrent, Origin origin, long s3Bytes, long s3Requests) {

    /** Adds the fields. */
    JsonLine json(JsonLine line) {
        return torrent.json(line)
                .put("origin", origin.toString())
                .put("s3Bytes", s3Bytes)
                .put("s3Requests", s3Requests);
    }

    /** The same as aligned lines. */
    List<String> text() {
        List<String> lines = new ArrayList<>(torrent.text());
        lines.add("  source: " + origin + ", " + Size.text(s3Bytes) + " read in " + s3Requests + " requests");
        return lines;
    }
}
