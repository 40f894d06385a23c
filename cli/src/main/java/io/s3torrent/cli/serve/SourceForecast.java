package io.s3torrent.cli.serve;

import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Size;
import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.daemon.FollowedSource;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a source needs, as its listing tells.
 *
 * @param objects that can be torrents
 * @param requests of one listing
 * @param hashing reads and requests to hash all objects
 */
record SourceForecast(FollowedSource source, long objects, long requests, Usage hashing) {
    private static final Duration MONTH = Duration.ofDays(30);

    static SourceForecast of(FollowedSource source, SourceListing listing) {
        Usage hashing = Usage.NOTHING;
        long count = 0;
        for (ListedObject object : listing.objects()) {
            if (object.length() > 0) {
                hashing = hashing.plus(hashing(object));
                count++;
            }
        }
        return new SourceForecast(source, count, Math.max(1, listing.requests()), hashing);
    }

    /** One HEAD, and GETs for all bytes. */
    private static Usage hashing(ListedObject object) {
        Content content =
                Content.of(new ObjectVersion(object.location(), object.length(), object.etag(), Optional.empty()));
        return Usage.reading(0, 1).plus(TorrentMaker.reading(content, PieceLengthPolicy.pieceLength(object.length())));
    }

    /** The requests for changes in 30 days. */
    Usage polling(Duration interval) {
        long month = requests * MONTH.dividedBy(interval);
        boolean isList = source.target() instanceof FollowedSource.Target.Prefix;
        return isList ? new Usage(0, month, 0, 0) : new Usage(month, 0, 0, 0);
    }

    /** Prints it. */
    void print(Output output, CostText costText, Duration interval) {
        Usage month = polling(interval);
        JsonLine json = output.event("source")
                .put("source", source.name())
                .put("objects", objects)
                .put("size", hashing.bytesRead())
                .putSeconds("pollSeconds", interval.toMillis())
                .put("pollRequestsPerMonth", month.requests());
        costText.json(json, hashing);
        String price = costText.price()
                .map(prices -> ", about " + prices.cost(month).text())
                .orElse("");
        output.print(
                json,
                List.of(
                        source.name(),
                        "  objects      " + objects,
                        "  size         " + Size.exactText(hashing.bytesRead()),
                        "  to read      at most " + costText.foreseen(hashing),
                        "  polled       every " + interval.toSeconds() + " s, "
                                + String.format(Locale.ROOT, "%,d requests a month", month.requests()) + price));
    }
}
