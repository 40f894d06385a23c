package io.s3torrent.seeder.ledger;

/**
 * A ledger's counters.
 *
 * @param heads HEAD requests sent
 * @param gets GET requests sent
 * @param retries how many of both repeated or continued an earlier one
 * @param bytesRead bytes of object bodies that came in
 */
public record LedgerSnapshot(long heads, long gets, long retries, long bytesRead) {

    /** Requests of any kind, as the store bills them. */
    public long requests() {
        return heads + gets;
    }
}
