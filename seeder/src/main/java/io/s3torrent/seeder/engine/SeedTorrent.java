package io.s3torrent.seeder.engine;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceSource;
import java.util.function.IntSupplier;

/**
 * A torrent to seed.
 *
 * @param metainfo what it says
 * @param pieces where its verified pieces come from
 * @param leechers how many the trackers know of in its swarm; 0 when they don't
 */
public record SeedTorrent(Metainfo metainfo, PieceSource pieces, IntSupplier leechers) {

    /** A torrent whose swarm nobody counts. */
    public SeedTorrent(Metainfo metainfo, PieceSource pieces) {
        this(metainfo, pieces, () -> 0);
    }
}
