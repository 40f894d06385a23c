/**
 * What was read, counted.
 *
 * <p>Duty: every request to the store, the retried ones too, and every byte that came back. Neighbours: {@code s3} counts,
 * whoever reports takes snapshots. Threads: any.
 */
@NullMarked
package io.s3torrent.seeder.ledger;

import org.jspecify.annotations.NullMarked;
