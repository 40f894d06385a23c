package io.s3torrent.seeder.put;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.Optional;

/**
 * The result of an upload.
 *
 * @param whyNoSidecar the reason why the torrent is not next to the object; empty when it is
 * @param keptBytes the bytes of the file that an earlier upload had left in the store
 * @param cost the requests and bytes that were sent
 */
public record PutResult(
        ObjectVersion version, Metainfo metainfo, Optional<String> whyNoSidecar, long keptBytes, LedgerSnapshot cost) {}
