package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Makes a file name of a segment of a key.
 *
 * <p>Most segments are used unchanged. In the others, control characters, bidirectional control characters and slashes become {@code _},
 * {@code .} and {@code ..} become {@code _}, and names over 255 bytes are cut. A changed name ends in a hyphen and 8 hexadecimal digits of
 * the key's SHA-256, so that two keys never share a name.
 *
 * <p>Do not change these rules: names are part of the info dictionary, so every affected object would get another info-hash.
 */
public final class KeyName {
    /** The longest name, in bytes of UTF-8, that every common file system allows. */
    private static final int MAX_BYTES = 255;

    private static final int DIGITS = 8;

    private KeyName() {}

    /**
     * The file name for a segment.
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

    /** True for characters that a file name must not contain: path separators and {@linkplain #isInvisible invisible} ones. */
    public static boolean isUnsafe(int codePoint) {
        return codePoint == '/' || codePoint == '\\' || isInvisible(codePoint);
    }

    /** True for control characters and bidirectional format characters, which can make "exe.txt" look like "txt.exe". */
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

    /** The longest prefix of whole characters that fits in this many bytes of UTF-8. */
    public static String cut(String name, int bytes) {
        int end = name.length();
        while (utf8(name.substring(0, end)) > bytes) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }

    /** A suffix of 8 hexadecimal digits that keeps cut or changed names distinct. */
    public static String digits(String key) {
        byte[] hash = Digests.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, DIGITS / 2);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
