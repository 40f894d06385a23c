package io.s3torrent.seeder.s3;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ETags that look like an MD5. At most stores they are the MD5 of what was sent; at others (SSE-KMS, S3 Express) of something else. */
public final class Md5Etag {
    private static final Pattern MD5 = Pattern.compile("([0-9a-fA-F]{32})");

    private Md5Etag() {}

    /** The MD5 that an ETag looks like. */
    public static Optional<byte[]> of(String etag) {
        Matcher text = MD5.matcher(text(etag));
        return text.matches() ? Optional.of(HexFormat.of().parseHex(text.group(1))) : Optional.empty();
    }

    /** An ETag without what stores and proxies write around it: the quotes, and the mark of a weak one. */
    public static String text(String etag) {
        return (etag.startsWith("W/") ? etag.substring(2) : etag).replace("\"", "");
    }
}
