package io.s3torrent.tracker.http;

import io.s3torrent.tracker.access.PasskeyPath;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the {@code key=value} pairs of a request target, byte for byte: an info-hash is no text, so nothing is decoded as
 * UTF-8, and {@code +} is the byte 0x2B.
 */
final class QueryScanner {
    /** What {@link #number} gives for a value that is not a decimal number. */
    static final long NO_NUMBER = -1;

    /** What {@link #decode} gives for a value with a {@code %} that two hexadecimal digits do not follow. */
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

    /** What the path has behind this one as a passkey; empty when it has none, null when the path is another one. */
    byte @Nullable [] passkeyBehind(byte[] path) {
        return PasskeyPath.behind(path, target, pathStart, pathEnd);
    }

    /** Moves to the next pair; false when there is none. */
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

    /** Whose value this is. */
    QueryParameter parameter() {
        return parameter;
    }

    /** True when the value is exactly this text, however it is percent-encoded. */
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
     * @return the number of bytes that the value has, also when the array has no room for all of them; {@link #MALFORMED}
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

    /** The value as a decimal number, {@link Long#MAX_VALUE} for larger ones, or {@link #NO_NUMBER}. bt percent-encodes even digits. */
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

    /** The byte that the text at {@code at} stands for; negative when it stands for none. */
    private int byteAt(int at) {
        return target[at] == '%' ? percentDecoded(at + 1) : target[at] & 0xff;
    }

    /** Where the next byte's text starts. */
    private int after(int at) {
        return target[at] == '%' ? at + 3 : at + 1;
    }

    private int percentDecoded(int at) {
        int high = at + 1 < valueEnd ? Character.digit(target[at], 16) : -1;
        int low = high >= 0 ? Character.digit(target[at + 1], 16) : -1;
        return low < 0 ? MALFORMED : (high << 4) | low;
    }

    /** Requests through a proxy name the whole URL (RFC 9112, section 3.2.2). */
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
            starts = (target[i] | (head[i] & 0x20)) == head[i]; // A scheme is in any case of letters.
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
