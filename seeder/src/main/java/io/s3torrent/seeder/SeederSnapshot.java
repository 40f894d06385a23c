package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;

/**
 * A seeder's counters since its start.
 *
 * @param torrents seeded now
 * @param connections peers connected now
 * @param uploadedBytes payload sent to peers
 * @param store requests sent to the store, and bytes received from it
 */
public record SeederSnapshot(int torrents, int connections, long uploadedBytes, LedgerSnapshot store) {

    /** All counters are zero. */
    public static final SeederSnapshot EMPTY = new SeederSnapshot(0, 0, 0, LedgerSnapshot.EMPTY);

    /** Object bytes read from the store. */
    public long s3Bytes() {
        return store.bytesRead();
    }
}
