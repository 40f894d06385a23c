package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.time.Instant;

/**
 * A seeded torrent.
 *
 * @param torrentLength bytes of its .torrent file
 * @param added when it was first listed
 */
public record CatalogueEntry(S3Location object, Metainfo metainfo, int torrentLength, Instant added) {

    /** {@code bucket/key}. Buckets contain no slash, so the name is unique. */
    String name() {
        return name(object);
    }

    static String name(S3Location object) {
        return object.bucket() + "/" + object.key();
    }
}
