package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;

/**
 * What one torrent has cost.
 *
 * @param uploadedBytes payload sent to peers
 * @param store requests and bytes of the store for this torrent, including its creation
 */
public record TorrentTotals(SeedHandle torrent, long uploadedBytes, LedgerSnapshot store) {}
