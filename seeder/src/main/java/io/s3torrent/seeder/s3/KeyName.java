package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The name that a file gets from a segment of a key. Most segments are names; a change to what is made of the others is another info-hash
 * for everybody.
 *
 * <p>In others, controls, characters that turn the direction of text, and slashes become {@code _}; {@code .}, {@code ..} and what is
 * beyond 255 bytes are cut. What was changed ends in a hyphen and 8 digits of the key's SHA-256, so that two keys have two names.
 */
public final class KeyName {
    /** Bytes of UTF-8 that one name may have on every common file system. */
    private static final int MAX_BYTES = 255;

    private static final int DIGITS = 8;

    private KeyName() {}

    /**
     * The name for a segment.
     *
     * @param segment not empty
     * @param key the key up to the end of the segment
     */
    public static String of(String segment, String key) {
        StringBuilder safe = new StringBuilder();
        segment.codePoints().map(c -> isUnsafe(c) ? '_' : c).forEach(safe::appendCodePoint);
        String name = segment.equals(".") || segment.equals("..") ? "_" : safe.toString();
        if (name.equals(segment) && utf8(name) <= MAX_BYTES) {
            return name;
        }
        return cut(name, MAX_BYTES - DIGITS - 1) + "-" + digits(key);
    }

    /** True for what no file name has: separators, and what {@link #isInvisible} says. */
    public static boolean isUnsafe(int codePoint) {
        return codePoint == '/' || codePoint == '\\' || isInvisible(codePoint);
    }

    /** True for controls, and for the format characters that turn the direction of text, by which "exe.txt" may be "txt.exe". */
    public static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT ->
                codePoint == 0x61c
                        || codePoint == 0x200e
                        || codePoint == 0x200f
                        || (codePoint >= 0x202a && codePoint <= 0x202e)
                        || (codePoint >= 0x2066 && codePoint <= 0x2069);
            default -> false;
        };
    }

    /** As many whole characters as fit in so many bytes of UTF-8. */
    public static String cut(String name, int bytes) {
        int end = name.length();
        while (utf8(name.substring(0, end)) > bytes) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }

    /** Tells names apart that were cut or changed. */
    public static String digits(String key) {
        byte[] hash = Digests.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, DIGITS / 2);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
