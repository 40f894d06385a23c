package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.time.Instant;

/**
 * A torrent that is seeded.
 *
 * @param torrentLength bytes of its .torrent file
 * @param added when it came
 */
public record CatalogueEntry(S3Location object, Metainfo metainfo, int torrentLength, Instant added) {

    /** {@code bucket/key}: no bucket has a slash, so that no two objects have the same. */
    String name() {
        return name(object);
    }

    static String name(S3Location object) {
        return object.bucket() + "/" + object.key();
    }
}
