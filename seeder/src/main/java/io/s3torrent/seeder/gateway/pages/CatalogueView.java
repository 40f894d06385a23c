package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;

/** What somebody may see. */
public interface CatalogueView {
    /** True for an object that he may see. */
    boolean allow(S3Location object);

    /**
     * Where to look on, so that what he may not see costs nothing: no {@code bucket/key} from {@code name} to before this one is for him.
     *
     * @return empty when there is nothing any more
     */
    Optional<String> from(String name);
}
