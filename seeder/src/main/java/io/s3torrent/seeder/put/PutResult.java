package io.s3torrent.seeder.put;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.Optional;

/**
 * The result of an upload.
 *
 * @param whyNoSidecar empty when its torrent lies beside it
 * @param sha256 of its bytes, as hexadecimal digits
 * @param keptBytes how much of it was in the store before
 * @param cost what was sent
 */
public record PutResult(
        ObjectVersion version,
        Metainfo metainfo,
        String sha256,
        Optional<String> whyNoSidecar,
        long keptBytes,
        LedgerSnapshot cost) {

    /** True when the object was there with the same bytes, and nothing of it was sent. */
    public boolean wasThere() {
        return keptBytes == version.length();
    }
}
