package io.s3torrent.seeder.ledger;

import java.time.Duration;

/**
 * A ledger's counters.
 *
 * @param heads HEAD requests sent
 * @param gets GET requests sent, but for listings
 * @param lists pages of listings asked for
 * @param puts upload requests sent, of any kind
 * @param retries how many of all repeated or continued an earlier one
 * @param bytesRead bytes of object bodies that came in
 * @param bytesWritten bytes of request bodies that were sent
 * @param waited between requests and the heads of their answers, all together
 * @param longestWait the longest of these
 */
public record LedgerSnapshot(
        long heads,
        long gets,
        long lists,
        long puts,
        long retries,
        long bytesRead,
        long bytesWritten,
        Duration waited,
        Duration longestWait) {

    /** Nothing was asked yet. */
    public static final LedgerSnapshot EMPTY = new LedgerSnapshot(0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

    /** Requests of any kind, as the store bills them. */
    public long requests() {
        return heads + gets + lists + puts;
    }

    /** As a bill has it. */
    public Usage usage(long bytesUploaded) {
        return new Usage(heads + gets, lists + puts, bytesRead, bytesUploaded);
    }
}
