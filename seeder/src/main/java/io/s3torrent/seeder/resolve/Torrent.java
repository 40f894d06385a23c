package io.s3torrent.seeder.resolve;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoSpillFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.Content;
import java.util.List;
import java.util.Optional;

/**
 * A torrent that was given, found or made, and can be seeded.
 *
 * @param content the torrent's bytes
 * @param origin where it came from
 * @param plan the plan that led to it; empty for one that the user gave
 * @param cost the requests to the store and the bytes that it sent
 */
public record Torrent(
        Content content, Metainfo metainfo, OriginKind origin, Optional<TorrentPlan> plan, LedgerSnapshot cost) {

    /** Makes a torrent that the user gave. */
    static Torrent given(Content content, Metainfo metainfo) {
        return new Torrent(content, metainfo, OriginKind.GIVEN, Optional.empty(), LedgerSnapshot.EMPTY);
    }

    /** Makes a torrent that {@code origin} found for a plan. */
    static Torrent of(TorrentPlan plan, Info info, OriginKind origin, List<String> trackers) {
        Metainfo metainfo = Metainfo.of(info, trackers, SoftwareName.NAME);
        return new Torrent(plan.content(), metainfo, origin, Optional.of(plan.sharing(info)), LedgerSnapshot.EMPTY);
    }

    /** The same torrent with its cost. */
    Torrent withCost(LedgerSnapshot known) {
        return new Torrent(content, metainfo, origin, plan, known);
    }

    /** The same torrent with its hashes in a file instead of in memory. */
    public Torrent spilledTo(InfoSpillFile file) {
        return new Torrent(content, metainfo.withInfo(file.put(metainfo.info())), origin, plan, cost);
    }
}
