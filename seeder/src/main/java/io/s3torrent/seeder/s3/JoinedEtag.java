package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ETag that most stores give to an object joined of parts: the MD5 of the parts' MD5s, and their number. */
final class JoinedEtag {
    private static final Pattern MD5 = Pattern.compile("\"?([0-9a-f]{32})\"?");

    private JoinedEtag() {}

    /** With its quotes; empty when the parts' ETags are not MD5s, as those of encrypted objects are not. */
    static Optional<String> of(List<StoredPart> parts) {
        MessageDigest all = Digests.md5();
        for (StoredPart part : parts) {
            Matcher etag = MD5.matcher(part.etag());
            if (!etag.matches()) {
                return Optional.empty();
            }
            all.update(HexFormat.of().parseHex(etag.group(1)));
        }
        return Optional.of("\"" + HexFormat.of().formatHex(all.digest()) + "-" + parts.size() + "\"");
    }
}
