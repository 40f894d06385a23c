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
     * The info that is wanted, or empty when this origin has none, or a wrong one, which it has then logged.
     *
     * @throws IOException when the content itself cannot be read
     */
    Optional<Info> find(TorrentPlan wanted) throws IOException;

    /** What {@link #find} would read of the content; empty when it would give nothing, as far as that can be told. */
    default Optional<Usage> foreseen(TorrentPlan wanted) throws IOException {
        return find(wanted).map(info -> Usage.NOTHING);
    }
}
