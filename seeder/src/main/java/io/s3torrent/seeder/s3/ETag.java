package io.s3torrent.seeder.s3;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An entity tag (RFC 9110, 8.8.3), independent of how a store writes it.
 *
 * <p>Stores send the same tag with or without quotes, and proxies may turn a strong tag into a weak one. Two tags with the same text name
 * the same version of an object.
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

    /** True when the tag names no version: the header is empty, or {@code ETag: ""}. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** True when both tags name the same version. An empty tag names no version. */
    public boolean isSame(ETag other) {
        return !isEmpty() && text.equals(other.text);
    }

    /**
     * The text of the tag as an MD5, if it looks like one. At most stores it is the MD5 of the uploaded bytes. At others (SSE-KMS, S3
     * Express) it is a different or a random value.
     */
    public Optional<byte[]> md5() {
        return MD5.matcher(text).matches() ? Optional.of(HexFormat.of().parseHex(text)) : Optional.empty();
    }

    /** The text in quotes, the way most stores send a strong tag. */
    String quoted() {
        return QUOTE + text + QUOTE;
    }
}
