package io.s3torrent.seeder.s3.client;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.Md5Etag;
import io.s3torrent.seeder.s3.StoredPart;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The ETag that most stores give to an object joined of parts: the MD5 of the parts' MD5s, and their number. */
final class MultipartEtag {
    private MultipartEtag() {}

    /** Without quotes; empty when the parts' ETags are not MD5s, as those of encrypted objects are not. */
    static Optional<String> of(List<StoredPart> parts) {
        MessageDigest all = Digests.md5();
        for (StoredPart part : parts) {
            Optional<byte[]> md5 = Md5Etag.of(part.etag());
            if (md5.isEmpty()) {
                return Optional.empty();
            }
            all.update(md5.get());
        }
        return Optional.of(HexFormat.of().formatHex(all.digest()) + "-" + parts.size());
    }
}
