package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.Optional;

/** One way to come by a torrent. Safe for use by many threads. */
interface TorrentOrigin {

    /** Which one this is. */
    OriginKind origin();

    /**
     * The info of the planned torrent, or empty when this origin has none, or a wrong one, which it has then logged.
     *
     * @throws IOException when the content itself cannot be read
     */
    Optional<Info> find(TorrentPlan plan) throws IOException;

    /** What {@link #find} would read of the content; empty when it would give nothing, as far as that can be told. */
    default Optional<Usage> estimate(TorrentPlan plan) throws IOException {
        return find(plan).map(info -> Usage.NOTHING);
    }
}
