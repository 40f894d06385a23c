/**
 * Counts what was read from the store and sent, and enforces budgets.
 *
 * <p>Every request to the store is counted, including retries, and every byte received. Neighbours: {@code s3} counts; status reports take
 * snapshots. Threads: any.
 */
@NullMarked
package io.s3torrent.seeder.ledger;

import org.jspecify.annotations.NullMarked;
