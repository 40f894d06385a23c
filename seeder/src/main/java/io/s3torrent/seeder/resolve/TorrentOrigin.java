package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.Optional;

/** One way to find or make a torrent. Thread-safe. */
interface TorrentOrigin {

    /** The kind of this origin. */
    OriginKind origin();

    /**
     * Returns the info of the planned torrent; empty when this origin has none, or has a wrong one, which it logs.
     *
     * @throws IOException when the content itself cannot be read
     */
    Optional<Info> find(TorrentPlan plan) throws IOException;

    /** Estimates what {@link #find} would read of the content; empty when it would probably find nothing. */
    default Optional<Usage> estimate(TorrentPlan plan) throws IOException {
        return find(plan).map(info -> Usage.NOTHING);
    }
}
