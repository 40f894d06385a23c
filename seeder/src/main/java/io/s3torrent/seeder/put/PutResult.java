package io.s3torrent.seeder.put;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.Optional;

/**
 * A file that is now an object.
 *
 * @param whyNoSidecar empty when its torrent lies beside it
 * @param keptBytes how much of it an earlier upload had left in the store
 * @param cost what was sent
 */
public record PutResult(
        ObjectVersion version, Metainfo metainfo, Optional<String> whyNoSidecar, long keptBytes, LedgerSnapshot cost) {}
