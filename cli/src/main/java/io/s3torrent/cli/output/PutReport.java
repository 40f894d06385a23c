package io.s3torrent.cli.output;

import static io.s3torrent.cli.output.TorrentReport.row;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.Sidecar;
import io.s3torrent.seeder.put.ObjectUpload;
import io.s3torrent.seeder.put.PutListener;
import io.s3torrent.seeder.put.PutRequest;
import io.s3torrent.seeder.put.PutResult;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code put} prints about an upload: progress, then the torrent, then the result. */
public final class PutReport implements PutListener, AutoCloseable {
    private final PutRequest request;
    private final Optional<TorrentFile> torrent;
    private final CostText costText;
    private final Output output;
    private final Progress progress;
    private final Progress comparing;
    private final long started = System.nanoTime();

    public PutReport(PutRequest request, Optional<TorrentFile> torrent, CostText costText, Output output) {
        this.request = request;
        this.torrent = torrent;
        this.costText = costText;
        this.output = output;
        this.progress =
                new Progress(output.console(), "putting", request.target().name(), costText);
        this.comparing =
                new Progress(output.console(), "comparing", request.target().name());
    }

    @Override
    public void unfinished(List<MultipartUpload> uploads) {
        if (!uploads.isEmpty()) {
            String since = uploads.get(0)
                    .started()
                    .map(time -> ", the last one started at " + time)
                    .orElse("");
            output.console()
                    .note("warning: " + uploads.size() + " unfinished upload" + (uploads.size() == 1 ? "" : "s")
                            + " of "
                            + request.target() + " in the store" + since
                            + ": the store bills their parts until they are aborted; --resume continues the last one");
        }
    }

    @Override
    public void stored(long done, long total) {
        progress.hashed(done, total);
    }

    @Override
    public void compared(long done, long total) {
        comparing.hashed(done, total);
    }

    @Override
    public void hashed(Metainfo metainfo) throws IOException {
        if (torrent.isPresent()) {
            torrent.get().write(metainfo);
        }
        Optional<Path> saved = torrent.map(TorrentFile::path);
        TorrentReport report = new TorrentReport(request.target().toString(), metainfo, saved);
        output.print(report.json(output.event("torrent")), report.text());
    }

    /** Prints what {@code --dry-run} found. */
    public void estimate(ObjectUpload.Estimate estimate) {
        JsonLine json = output.event("dry-run")
                .put("source", request.target().toString())
                .put("size", estimate.layout().objectLength())
                .put("pieceLength", estimate.layout().pieceLength())
                .put("pieces", estimate.layout().pieceCount())
                .put("parts", estimate.parts());
        String parts = estimate.parts() == 1 ? "in one request" : "in " + estimate.parts() + " parts";
        output.print(
                costText.json(json, estimate.usage()),
                List.of(
                        request.target().toString(),
                        row("size", Size.exactText(estimate.layout().objectLength()) + ", " + parts),
                        row("would read", costText.foreseen(estimate.usage()))));
    }

    /** Prints the result. */
    public void done(PutResult done) {
        long millis = (System.nanoTime() - started) / 1_000_000;
        ObjectVersion version = done.version();
        Optional<String> sidecar = done.whyNoSidecar().isEmpty()
                ? Optional.of(Sidecar.of(version.location()).toString())
                : Optional.empty();
        JsonLine json = output.event("done")
                .put("source", version.location().toString())
                .put("infoHash", done.metainfo().infoHash().hex())
                .put("size", version.length())
                .put("sha256", done.sha256())
                .put("etag", version.etag())
                .put("versionId", version.versionId().orElse(null))
                .put("sidecar", sidecar.orElse(null))
                .put("keptBytes", done.keptBytes())
                .putSeconds("seconds", millis);
        output.print(costText.json(json, done.cost(), 0), text(done, sidecar, millis));
        done.whyNoSidecar()
                .ifPresent(why -> output.console().note("the torrent was not stored next to the object: " + why));
    }

    private List<String> text(PutResult done, Optional<String> sidecar, long millis) {
        List<String> text = new ArrayList<>();
        long sent = done.version().length() - done.keptBytes();
        text.add(row("sha256", done.sha256()));
        if (done.wasThere()) {
            text.add(row("sent", "nothing: the store has these bytes already"));
        } else {
            text.add(row("sent", Size.text(sent) + " in " + Progress.clock(millis / 1000)));
        }
        if (done.keptBytes() > 0 && !done.wasThere()) {
            text.add(row("kept", Size.text(done.keptBytes()) + " were in the store"));
        }
        sidecar.ifPresent(location -> text.add(row("sidecar", location)));
        text.add(row("read", costText.text(done.cost(), 0)));
        return text;
    }

    @Override
    public void close() {
        progress.close();
    }
}
