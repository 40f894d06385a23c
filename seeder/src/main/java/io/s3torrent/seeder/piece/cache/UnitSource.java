package io.s3torrent.seeder.piece.cache;

import java.util.concurrent.CompletableFuture;

/** Gives the units of one torrent; the tiers stand one in front of the other. Never blocks; safe for use by many threads. */
interface UnitSource {

    /**
     * Asks for a unit, which completes on any thread, with its pieces hashed.
     *
     * @param unit from 0, not asked for a second time before it came
     */
    CompletableFuture<FetchUnit> load(int unit);
}
