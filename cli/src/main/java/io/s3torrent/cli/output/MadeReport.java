package io.s3torrent.cli.output;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.resolve.OriginKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code seed} and {@code create} print about a torrent.
 *
 * @param origin how the torrent was found or made
 * @param cost the requests to the store for it
 */
public record MadeReport(TorrentReport torrent, OriginKind origin, LedgerSnapshot cost, CostText costText)
        implements TorrentLines {
    @Override
    public String event() {
        return "torrent";
    }

    @Override
    public JsonLine json(JsonLine line) {
        return costText.json(torrent.json(line).put("origin", origin.toString()), cost, 0);
    }

    @Override
    public List<String> text() {
        List<String> lines = new ArrayList<>(torrent.text());
        lines.add("  source: " + origin + ", " + Size.text(cost.bytesRead()) + " read");
        lines.add(row("read", costText.text(cost, 0)));
        return lines;
    }
}
