package io.s3torrent.cli;

import io.s3torrent.seeder.Creator;
import io.s3torrent.seeder.ReadEstimate;
import io.s3torrent.seeder.SeedRequest;
import io.s3torrent.seeder.SeedSource;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Finds out what making torrents would take.
 *
 * @param filter for what lies below prefixes
 * @param each true when each object below a prefix is a torrent of its own
 */
record DryRun(Creator creator, KeyFilter filter, boolean each) {

    /** Reports on every torrent of the sources. */
    void run(List<SourceRef> sources, UnaryOperator<SeedRequest> wish, DryRunReport report) throws IOException {
        for (SourceRef source : sources) {
            for (SeedSource torrent : torrents(source)) {
                ReadEstimate estimate = creator.estimate(wish.apply(SeedRequest.of(torrent)));
                report.print(torrent.toString(), estimate.origin().toString(), estimate.layout(), estimate.usage());
            }
        }
        report.printTotal();
    }

    private List<SeedSource> torrents(SourceRef source) throws IOException {
        if (source instanceof SourceRef.OneObject one) {
            return List.of(new SeedSource.OneObject(one.location()));
        }
        S3Prefix below = ((SourceRef.Below) source).prefix();
        return each
                ? creator.select(below, filter).objects().stream()
                        .filter(object -> object.length() > 0) // there is no torrent of nothing
                        .<SeedSource>map(object -> new SeedSource.OneObject(object.location()))
                        .toList()
                : List.of(new SeedSource.AllBelow(below, filter));
    }
}
