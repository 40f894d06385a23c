package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.resolve.OriginKind;
import io.s3torrent.seeder.resolve.TorrentSource;

/**
 * What is being seeded.
 *
 * @param source what was asked for
 * @param content what its pieces are read from
 * @param metainfo its torrent, with the trackers that are announced to
 * @param origin where the torrent came from
 * @param cost what was asked of the store until it was seeded, and what it sent
 */
public record SeedHandle(
        TorrentSource source, Content content, Metainfo metainfo, OriginKind origin, LedgerSnapshot cost) {}
