package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;

/**
 * A seeder's counters since its start.
 *
 * @param torrents seeded now
 * @param connections peers connected now
 * @param uploadedBytes payload sent to peers
 * @param store what was asked of the store, and what it sent
 */
public record SeederSnapshot(int torrents, int connections, long uploadedBytes, LedgerSnapshot store) {

    /** Nothing has happened yet. */
    public static final SeederSnapshot EMPTY = new SeederSnapshot(0, 0, 0, LedgerSnapshot.EMPTY);

    /** Object bytes read from the store. */
    public long s3Bytes() {
        return store.bytesRead();
    }
}
