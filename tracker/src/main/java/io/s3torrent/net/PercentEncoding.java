package io.s3torrent.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Paths and queries as S3 reads them: {@code %XX} is a byte of UTF-8, and {@code +} is itself. */
public final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-._~";

    private PercentEncoding() {}

    /** Escapes all but letters, digits and {@code -._~} (RFC 3986, 2.3), slashes too. */
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
     * Decodes, once.
     *
     * @throws IllegalArgumentException for a broken escape, or bytes that are no UTF-8: two keys must never be one
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
            throw new IllegalArgumentException("it ends within an escape");
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        if (high < 0 || low < 0 || text.charAt(at + 1) > 'f' || text.charAt(at + 2) > 'f') {
            throw new IllegalArgumentException("\"%\" is not followed by two hexadecimal digits");
        }
        return high << 4 | low;
    }

    /** What came off the wire unescaped, a char for each byte. */
    private static int raw(char c) {
        if (c > 0xff) {
            throw new IllegalArgumentException("a character that is no byte");
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
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }
}
