package io.s3torrent.status;

import java.util.Optional;

/** Makes pages, at each request; called on one thread, such as that of an {@link AdminServer}, and may take a while. */
@FunctionalInterface
public interface PageSource {
    /**
     * The page of a path.
     *
     * @param path without query, as {@code /metrics}
     * @param accept the request's {@code Accept} header, empty without one
     */
    Optional<StatusPage> page(String path, String accept);
}
