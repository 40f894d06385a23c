package io.s3torrent.cli.output;

import java.util.List;

/** What is printed about one torrent, in both formats. */
public interface TorrentLines {
    /** The event of the JSON line. */
    String event();

    /** Adds the fields. */
    JsonLine json(JsonLine line);

    /** The same as aligned lines. */
    List<String> text();
}
