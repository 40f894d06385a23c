package io.s3torrent.tracker.admin;

import java.util.Optional;

/** Makes the pages of an {@link AdminServer}. Called on its one thread, at each request. */
@FunctionalInterface
public interface Pages {
    /**
     * The page of a path.
     *
     * @param path without query, as {@code /metrics}
     * @param accept the request's {@code Accept} header, empty without one
     */
    Optional<Page> page(String path, String accept);
}
