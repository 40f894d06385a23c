package io.s3torrent.cli;

import static io.s3torrent.cli.TorrentReport.row;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.List;

/** What a command would do, said by {@code --dry-run} in its place. For one thread. */
final class DryRunReport {
    private final Output output;
    private final Costs costs;
    private Usage total = Usage.NONE;
    private int count;

    DryRunReport(Output output, Costs costs) {
        this.output = output;
        this.costs = costs;
    }

    /**
     * Tells of one torrent.
     *
     * @param origin where it would come from
     */
    void print(String source, String origin, PieceLayout layout, Usage usage) {
        total = total.plus(usage);
        count++;
        JsonLine json = output.event("dry-run")
                .put("source", source)
                .put("size", layout.objectLength())
                .put("pieceLength", layout.pieceLength())
                .put("pieces", layout.pieceCount())
                .put("origin", origin);
        List<String> text = List.of(
                source,
                row("size", Size.exactText(layout.objectLength())),
                row("pieces", layout.pieceCount() + " of " + Size.binaryText(layout.pieceLength())),
                "  source: " + origin + ", would read " + costs.foreseen(usage));
        output.print(costs.json(json, usage), text);
    }

    /** Tells of all together, when there were several. */
    void printTotal() {
        if (count > 1) {
            JsonLine json = output.event("dry-run-total").put("torrents", count);
            output.print(costs.json(json, total), List.of("", count + " torrents: " + costs.foreseen(total)));
        }
    }
}
