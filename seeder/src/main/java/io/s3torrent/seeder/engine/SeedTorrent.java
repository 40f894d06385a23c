package io.s3torrent.seeder.engine;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceSource;
import java.util.function.IntSupplier;

/**
 * A torrent to seed.
 *
 * @param metainfo the torrent's metadata
 * @param pieces the source of its verified pieces
 * @param leechers returns how many leechers the trackers report; 0 if unknown
 */
public record SeedTorrent(Metainfo metainfo, PieceSource pieces, IntSupplier leechers) {

    /** Creates a torrent whose number of leechers is unknown. */
    public SeedTorrent(Metainfo metainfo, PieceSource pieces) {
        this(metainfo, pieces, () -> 0);
    }
}
