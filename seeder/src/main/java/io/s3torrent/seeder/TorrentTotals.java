package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;

/**
 * What one torrent cost.
 *
 * @param uploadedBytes payload sent to peers
 * @param store what was asked of the store for it, its making included
 */
public record TorrentTotals(SeedHandle torrent, long uploadedBytes, LedgerSnapshot store) {}
