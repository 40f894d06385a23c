package io.s3torrent.seeder.origin;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.Optional;

/** One way to come by a torrent. Safe for use by many threads. */
interface TorrentOrigin {

    /** Which one this is. */
    Origin origin();

    /**
     * The info that is wanted, or empty when this origin has none, or a wrong one, which it has then logged.
     *
     * @throws IOException when the content itself cannot be read
     */
    Optional<Info> find(Wanted wanted) throws IOException;

    /**
     * What {@link #find} would read, found out without reading any object; empty when it would find nothing, or that is not to be
     * known before.
     *
     * @throws IOException when the store cannot be asked
     */
    Optional<Usage> foresee(Wanted wanted) throws IOException;
}
