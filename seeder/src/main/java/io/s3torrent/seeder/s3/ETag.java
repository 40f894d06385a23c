package io.s3torrent.seeder.s3;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An entity tag (RFC 9110, 8.8.3), however a store writes it.
 *
 * <p>Stores send one tag with or without quotes, and proxies make a strong tag weak on its way. Two tags with the same text name the same
 * version of an object.
 *
 * @param text without the weak mark and the quotes; empty when the store sent no tag
 */
public record ETag(String text, boolean weak) {
    private static final String QUOTE = "\"";
    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    /** Parses a header, an entry of a listing, or the {@code etag} of an {@link ObjectVersion}. */
    public static ETag of(String sent) {
        String tag = sent.strip();
        boolean weak = tag.startsWith("W/") || tag.startsWith("w/");
        return new ETag((weak ? tag.substring(2) : tag).replace(QUOTE, "").strip(), weak);
    }

    /** True when the store names no version by this tag: {@code ETag: ""} and an empty header say nothing. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** True for a tag that names the same version as this one. Two empty tags name none. */
    public boolean isSame(ETag other) {
        return !isEmpty() && text.equals(other.text);
    }

    /**
     * The MD5 that this tag looks like. At most stores it is the MD5 of what was sent; at others (SSE-KMS, S3 Express) of something else, or
     * random.
     */
    public Optional<byte[]> md5() {
        return MD5.matcher(text).matches() ? Optional.of(HexFormat.of().parseHex(text)) : Optional.empty();
    }

    /** The text in quotes, as most stores send a strong tag. */
    String quoted() {
        return QUOTE + text + QUOTE;
    }
}
