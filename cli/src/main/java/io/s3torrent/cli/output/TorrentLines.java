package io.s3torrent.cli.output;

import java.util.List;

/** What is printed of one torrent. */
public interface TorrentLines {
    /** The JSON line's event. */
    String event();

    /** Adds the fields. */
    JsonLine json(JsonLine line);

    /** The same as aligned lines. */
    List<String> text();
}
