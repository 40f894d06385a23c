package io.s3torrent.seeder.ledger;

import java.time.Duration;

/**
 * The counters of a ledger at one moment.
 *
 * @param heads HEAD requests sent
 * @param gets GET requests sent, except for listings
 * @param lists requests for pages of listings
 * @param puts upload requests of any kind
 * @param retries requests that repeated or continued an earlier one
 * @param hedged requests that continued a read that was much slower than others
 * @param bytesRead bytes of object bodies received
 * @param bytesWritten bytes of request bodies sent
 * @param waited total time from requests to the heads of their answers
 * @param longestWait the longest of these times
 */
public record LedgerSnapshot(
        long heads,
        long gets,
        long lists,
        long puts,
        long retries,
        long hedged,
        long bytesRead,
        long bytesWritten,
        Duration waited,
        Duration longestWait) {

    /** All counters are zero. */
    public static final LedgerSnapshot EMPTY = new LedgerSnapshot(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

    /** All requests that the store bills. */
    public long requests() {
        return heads + gets + lists + puts;
    }

    /** The usage that determines the bill. */
    public Usage usage(long bytesUploaded) {
        return new Usage(heads + gets, lists + puts, bytesRead, bytesUploaded);
    }
}
