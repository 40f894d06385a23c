package io.s3torrent.cli.serve;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.Failures;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.MadeReport;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.SeedEvents;
import io.s3torrent.cli.output.TorrentReport;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.daemon.DaemonListener;
import io.s3torrent.seeder.daemon.FollowedSource;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Prints the events of {@code serve}. */
public record ServeEvents(Output output, CostText costText) implements DaemonListener {
    @Override
    public void found(FollowedSource source, SourceListing listing, Duration interval) {
        SourceForecast.of(source, listing).print(output, costText, interval);
    }

    @Override
    public void seeded(SeedHandle torrent) {
        TorrentReport report = new TorrentReport(torrent.source().toString(), torrent.metainfo(), Optional.empty());
        MadeReport made = new MadeReport(report, torrent.origin(), torrent.cost(), costText);
        output.print(made.json(output.event(made.event())), made.text());
    }

    @Override
    public void failed(S3Location object, IOException reason) {
        failed(object.toString(), reason);
    }

    @Override
    public void unlisted(FollowedSource source, IOException reason) {
        failed(source.name(), reason);
    }

    private void failed(String source, IOException reason) {
        int code = Failures.tell(output.console(), reason);
        JsonLine json = output.event("failed").put("source", source).put("message", reason.getMessage());
        output.print(json.put("exitCode", code), List.of());
    }

    @Override
    public void listedAgain(FollowedSource source) {
        output.console().note(source.name() + ": can be listed again");
    }

    @Override
    public void ended(S3Location object, InfoHash infoHash, String reason) {
        String message = object + " " + reason;
        output.print(
                output.event("gone").put("infoHash", infoHash.hex()).put("message", message),
                List.of("stopped seeding " + infoHash.hex() + ": " + message));
    }

    @Override
    public void gone(InfoHash infoHash, ObjectException reason) {
        new SeedEvents(output).gone(infoHash, reason);
    }

    @Override
    public void authError(InfoHash infoHash, ObjectException reason) {
        new SeedEvents(output).authError(infoHash, reason);
    }
}
