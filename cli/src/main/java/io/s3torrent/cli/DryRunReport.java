package io.s3torrent.cli;

import static io.s3torrent.cli.TorrentReport.row;

import io.s3torrent.seeder.ReadEstimate;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.List;

/** What a command would do, said by {@code --dry-run} in its place. */
record DryRunReport(ReadEstimate estimate, Costs costs) {

    void print(Output output) {
        PieceLayout layout = estimate.layout();
        JsonLine json = output.event("dry-run")
                .put("source", estimate.source().toString())
                .put("size", layout.objectLength())
                .put("pieceLength", layout.pieceLength())
                .put("pieces", layout.pieceCount());
        output.print(costs.json(json, estimate.reading()), text());
    }

    private List<String> text() {
        PieceLayout layout = estimate.layout();
        return List.of(
                estimate.source().toString(),
                row("size", Size.exactText(layout.objectLength())),
                row("pieces", layout.pieceCount() + " of " + Size.binaryText(layout.pieceLength())),
                row("would read", costs.foreseen(estimate.reading())));
    }
}
