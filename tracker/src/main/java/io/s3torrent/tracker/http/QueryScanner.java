package io.s3torrent.tracker.http;

import io.s3torrent.tracker.access.PasskeyPath;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the {@code key=value} pairs of a request target as bytes. An info-hash is binary, so values are not decoded as UTF-8, and
 * {@code +} is the byte 0x2B.
 */
final class QueryScanner {
    /** The result of {@link #number} for a value that is not a decimal number. */
    static final long NO_NUMBER = -1;

    /** The result of {@link #decode} for a value with a {@code %} that is not followed by two hexadecimal digits. */
    static final int MALFORMED = -1;

    private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);

    private final byte[] target;
    private final int pathStart;
    private final int pathEnd;
    private int next;
    private int valueStart;
    private int valueEnd;
    private QueryParameter parameter = QueryParameter.OTHER;

    QueryScanner(byte[] target) {
        this.target = target;
        this.pathStart = pathStart();
        this.pathEnd = indexOf('?', pathStart, target.length);
        this.next = pathEnd + 1;
    }

    /** The passkey after the given path; empty without one, null if the target has another path. */
    byte @Nullable [] passkeyBehind(byte[] path) {
        return PasskeyPath.behind(path, target, pathStart, pathEnd);
    }

    /** Moves to the next pair; returns false at the end. */
    boolean next() {
        if (next >= target.length) {
            return false;
        }
        int end = indexOf('&', next, target.length);
        int keyEnd = indexOf('=', next, end);
        parameter = QueryParameter.of(target, next, keyEnd);
        valueStart = Math.min(keyEnd + 1, end);
        valueEnd = end;
        next = end + 1;
        return true;
    }

    /** The parameter of the current pair. */
    QueryParameter parameter() {
        return parameter;
    }

    /** True when the decoded value equals {@code text}. */
    boolean valueIs(byte[] text) {
        int count = 0;
        boolean equal = true;
        for (int at = valueStart; at < valueEnd; at = after(at), count++) {
            equal &= count < text.length && byteAt(at) == text[count];
        }
        return equal && count == text.length;
    }

    /**
     * Decodes the percent-encoded value into an array.
     *
     * @return the number of bytes of the value, which may be larger than the array; or {@link #MALFORMED}
     */
    int decode(byte[] into) {
        int count = 0;
        for (int at = valueStart; at < valueEnd; at = after(at), count++) {
            int value = byteAt(at);
            if (value < 0) {
                return MALFORMED;
            }
            if (count < into.length) {
                into[count] = (byte) value;
            }
        }
        return count;
    }

    /** The value as a decimal number, at most {@link Long#MAX_VALUE}; or {@link #NO_NUMBER}. Decodes it, because bt escapes even digits. */
    long number() {
        long value = valueStart == valueEnd ? NO_NUMBER : 0;
        for (int at = valueStart; at < valueEnd; at = after(at)) {
            int digit = byteAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return NO_NUMBER;
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }

    /** The decoded byte at offset {@code at}; negative for a malformed escape. */
    private int byteAt(int at) {
        return target[at] == '%' ? percentDecoded(at + 1) : target[at] & 0xff;
    }

    /** The offset of the next encoded byte. */
    private int after(int at) {
        return target[at] == '%' ? at + 3 : at + 1;
    }

    private int percentDecoded(int at) {
        int high = at + 1 < valueEnd ? Character.digit(target[at], 16) : -1;
        int low = high >= 0 ? Character.digit(target[at + 1], 16) : -1;
        return low < 0 ? MALFORMED : (high << 4) | low;
    }

    /** The offset of the path: requests through a proxy have the whole URL (RFC 9112, section 3.2.2). */
    private int pathStart() {
        if (target.length == 0 || target[0] == '/') {
            return 0;
        }
        int scheme = startsWith(HTTP) ? HTTP.length : startsWith(HTTPS) ? HTTPS.length : 0;
        return scheme == 0 ? 0 : indexOf('/', scheme, target.length);
    }

    private boolean startsWith(byte[] head) {
        boolean starts = target.length >= head.length;
        for (int i = 0; starts && i < head.length; i++) {
            starts = (target[i] | (head[i] & 0x20)) == head[i]; // the scheme is case-insensitive
        }
        return starts;
    }

    private int indexOf(char sought, int from, int end) {
        int at = from;
        while (at < end && target[at] != sought) {
            at++;
        }
        return at;
    }
}
