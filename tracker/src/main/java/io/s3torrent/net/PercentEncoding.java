package io.s3torrent.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encodes paths and queries as S3 does: {@code %XX} is a byte of UTF-8, and {@code +} stands for itself. */
public final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-._~";

    private PercentEncoding() {}

    /** Escapes all characters, including slashes, except letters, digits and {@code -._~} (RFC 3986, section 2.3). */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean bare = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            encoded.append(bare ? String.valueOf(c) : "%" + HEX.toHexDigits(b));
        }
        return encoded.toString();
    }

    /**
     * Decodes a text once.
     *
     * @throws IllegalArgumentException for a broken escape, or for bytes that are not UTF-8: replacing them could make two keys equal
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0 && text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(octet(text, i));
                i += 2;
            } else {
                bytes.write(raw(c));
            }
        }
        return utf8(bytes.toByteArray());
    }

    private static int octet(String text, int at) {
        if (at + 2 >= text.length()) {
            throw new IllegalArgumentException("the text ends within a percent escape");
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        if (high < 0 || low < 0 || text.charAt(at + 1) > 'f' || text.charAt(at + 2) > 'f') {
            throw new IllegalArgumentException("\"%\" is not followed by two hexadecimal digits");
        }
        return high << 4 | low;
    }

    /** The byte of an unescaped character; requests from the wire have one char for each byte. */
    private static int raw(char c) {
        if (c > 0xff) {
            throw new IllegalArgumentException("the text has a character above U+00FF");
        }
        return c;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text is not UTF-8", e);
        }
    }
}
