package io.s3torrent.seeder.piece.cache;

import java.util.concurrent.CompletableFuture;

/** Loads the units of one torrent. Each tier of the cache wraps the next one. Never blocks; thread-safe. */
interface UnitSource {

    /**
     * Loads a unit; the future completes on any thread, with the pieces hashed.
     *
     * @param unit from 0; not requested again while it is being loaded
     */
    CompletableFuture<FetchUnit> load(int unit);
}
