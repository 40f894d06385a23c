package io.s3torrent.cli.serve;

import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Size;
import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.daemon.DaemonConfig;
import io.s3torrent.seeder.daemon.FollowedSource;
import io.s3torrent.seeder.daemon.PollIntervals;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints the objects of each source, and the reads and requests that serving them needs. Lists the sources, and reads no object. */
public record ServeCheck(Output output, CostText costText) {
    private static final Duration MONTH = Duration.ofDays(30);

    /** A source, the requests of one listing, and its objects. */
    private record Foreseen(FollowedSource source, long objects, long requests, Usage hashing) {}

    /** Lists and prints; returns the exit code. */
    public int run(DaemonConfig config) throws IOException {
        PollIntervals intervals = new PollIntervals();
        List<Foreseen> sources = new ArrayList<>();
        try (TorrentCreator store =
                TorrentCreator.open(config.seeder().s3(), config.seeder().persistence())) {
            for (FollowedSource source : config.sources()) {
                Foreseen foreseen = foresee(source, store);
                intervals.listed(source, foreseen.requests());
                sources.add(foreseen);
            }
        }
        Usage hashing = Usage.NOTHING;
        Usage polling = Usage.NOTHING;
        long objects = 0;
        for (Foreseen source : sources) { // after all are listed, because they share the requests of an hour
            Duration interval = intervals.of(source.source());
            Usage month = polling(source, interval);
            print(source, interval, month);
            hashing = hashing.plus(source.hashing());
            polling = polling.plus(month);
            objects += source.objects();
        }
        total(objects, hashing, polling);
        return 0;
    }

    private static Foreseen foresee(FollowedSource source, TorrentCreator store) throws IOException {
        SourceListing listing = source.target() instanceof FollowedSource.Target.Prefix below
                ? store.list(below.prefix(), source.filter())
                : store.list(((FollowedSource.Target.Single) source.target()).location());
        Usage hashing = Usage.NOTHING;
        long count = 0;
        for (ListedObject object : listing.objects()) {
            if (object.length() > 0) {
                hashing = hashing.plus(hashing(object));
                count++;
            }
        }
        return new Foreseen(source, count, Math.max(1, listing.requests()), hashing);
    }

    /** One HEAD, and GETs for all bytes. */
    private static Usage hashing(ListedObject object) {
        Content content =
                Content.of(new ObjectVersion(object.location(), object.length(), object.etag(), Optional.empty()));
        return Usage.reading(0, 1).plus(TorrentMaker.reading(content, PieceLengthPolicy.pieceLength(object.length())));
    }

    private static Usage polling(Foreseen source, Duration interval) {
        long requests = source.requests() * MONTH.dividedBy(interval);
        boolean isList = source.source().target() instanceof FollowedSource.Target.Prefix;
        return isList ? new Usage(0, requests, 0, 0) : new Usage(requests, 0, 0, 0);
    }

    private void print(Foreseen source, Duration interval, Usage month) {
        JsonLine json = output.event("source")
                .put("source", source.source().name())
                .put("objects", source.objects())
                .put("size", source.hashing().bytesRead())
                .putSeconds("pollSeconds", interval.toMillis())
                .put("pollRequestsPerMonth", month.requests());
        output.print(
                json,
                List.of(
                        source.source().name(),
                        "  objects      " + source.objects(),
                        "  size         " + Size.exactText(source.hashing().bytesRead()),
                        "  polled       every " + interval.toSeconds() + " s, " + month.requests()
                                + " requests a month"));
    }

    private void total(long objects, Usage hashing, Usage polling) {
        JsonLine json = output.event("check").put("objects", objects);
        costText.json(json, hashing);
        costText.price()
                .ifPresent(prices ->
                        json.put("pollCostPerMonth", prices.cost(polling).dollars()));
        json.put("pollRequestsPerMonth", polling.requests());
        output.print(
                json,
                List.of(
                        "",
                        "at most once: " + costText.foreseen(hashing) + "; torrents that are known need no read",
                        "each month:   " + costText.foreseen(polling) + ", for polling"));
    }
}
