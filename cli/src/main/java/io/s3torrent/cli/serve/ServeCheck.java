package io.s3torrent.cli.serve;

import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.daemon.DaemonConfig;
import io.s3torrent.seeder.daemon.FollowedSource;
import io.s3torrent.seeder.daemon.PollIntervals;
import io.s3torrent.seeder.ledger.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prints the objects of each source, and the reads and requests that serving them needs. Lists the sources, and reads no object. */
public record ServeCheck(Output output, CostText costText) {

    /** Lists and prints; returns the exit code. */
    public int run(DaemonConfig config) throws IOException {
        PollIntervals intervals = new PollIntervals();
        List<SourceForecast> sources = new ArrayList<>();
        try (TorrentCreator store =
                TorrentCreator.open(config.seeder().s3(), config.seeder().persistence())) {
            for (FollowedSource source : config.sources()) {
                SourceForecast forecast = SourceForecast.of(source, list(source, store));
                intervals.listed(source, forecast.requests());
                sources.add(forecast);
            }
        }
        Usage hashing = Usage.NOTHING;
        Usage polling = Usage.NOTHING;
        long objects = 0;
        for (SourceForecast source : sources) { // after all are listed, because they share the requests of an hour
            Duration interval = intervals.of(source.source());
            source.print(output, costText, interval);
            hashing = hashing.plus(source.hashing());
            polling = polling.plus(source.polling(interval));
            objects += source.objects();
        }
        total(objects, hashing, polling);
        return 0;
    }

    private static SourceListing list(FollowedSource source, TorrentCreator store) throws IOException {
        return source.target() instanceof FollowedSource.Target.Prefix below
                ? store.list(below.prefix(), source.filter())
                : store.list(((FollowedSource.Target.Single) source.target()).location());
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
