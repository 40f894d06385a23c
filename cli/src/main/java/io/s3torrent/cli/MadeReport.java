package io.s3torrent.cli;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.origin.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command says of a torrent that it came by.
 *
 * @param origin where it came from
 * @param spent what was asked of the store for it
 */
record MadeReport(TorrentReport torrent, Origin origin, LedgerSnapshot spent, Costs costs) {

    /** Adds the fields. */
    JsonLine json(JsonLine line) {
        return costs.json(torrent.json(line).put("origin", origin.toString()), spent, 0);
    }

    /** The same as aligned lines. */
    List<String> text() {
        List<String> lines = new ArrayList<>(torrent.text());
        lines.add("  source: " + origin + ", " + costs.text(spent, 0));
        return lines;
    }
}
