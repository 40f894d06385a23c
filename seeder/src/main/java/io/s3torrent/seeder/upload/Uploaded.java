package io.s3torrent.seeder.upload;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;

/**
 * A file that is now an object.
 *
 * @param sidecar where its torrent lies; empty when somebody's other object is in that place
 * @param keptBytes how much of it an earlier upload had left there
 * @param cost what was sent
 */
public record Uploaded(
        ObjectVersion version,
        Metainfo metainfo,
        Optional<S3Location> sidecar,
        long keptBytes,
        LedgerSnapshot cost) {}
