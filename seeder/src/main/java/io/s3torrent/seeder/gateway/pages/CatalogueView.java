package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;

/** Decides what a client may see. */
public interface CatalogueView {
    /** True if the client may see this object. */
    boolean allow(S3Location object);

    /**
     * The next name at which to continue a search, so that hidden entries cost nothing: all names from {@code name} up to the result are
     * hidden.
     *
     * @return empty if no further name is visible
     */
    Optional<String> from(String name);
}
