package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;

/**
 * What one torrent cost.
 *
 * @param source what it is seeded from
 * @param uploadedBytes payload sent to peers
 * @param store what was asked of the store for it, its making included
 */
public record TorrentTotal(SeedSource source, Metainfo metainfo, long uploadedBytes, LedgerSnapshot store) {}
