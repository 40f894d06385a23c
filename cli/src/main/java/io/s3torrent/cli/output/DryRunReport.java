package io.s3torrent.cli.output;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.resolve.ReadEstimate;
import java.util.List;

/** What {@code --dry-run} prints: the size of a torrent, and the reads to make it. */
public record DryRunReport(ReadEstimate estimate, CostText costText) implements TorrentLines {

    @Override
    public String event() {
        return "dry-run";
    }

    @Override
    public JsonLine json(JsonLine line) {
        PieceLayout layout = estimate.layout();
        line.put("source", estimate.source().toString())
                .put("size", layout.objectLength())
                .put("pieceLength", layout.pieceLength())
                .put("pieces", layout.pieceCount());
        return costText.json(line, estimate.reading());
    }

    @Override
    public List<String> text() {
        PieceLayout layout = estimate.layout();
        return List.of(
                estimate.source().toString(),
                row("size", Size.exactText(layout.objectLength())),
                row("pieces", layout.pieceCount() + " of " + Size.binaryText(layout.pieceLength())),
                row("would read", costText.foreseen(estimate.reading())));
    }
}
