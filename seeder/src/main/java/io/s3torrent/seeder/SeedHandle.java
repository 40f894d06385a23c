package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.resolve.OriginKind;
import io.s3torrent.seeder.resolve.TorrentSource;

/**
 * Describes a torrent that is being seeded.
 *
 * @param source what the user asked for
 * @param content the objects that its pieces are read from
 * @param metainfo its torrent, with the trackers that it is announced to
 * @param origin where the torrent came from
 * @param cost the store requests and bytes needed until it was seeded
 */
public record SeedHandle(
        TorrentSource source, Content content, Metainfo metainfo, OriginKind origin, LedgerSnapshot cost) {}
