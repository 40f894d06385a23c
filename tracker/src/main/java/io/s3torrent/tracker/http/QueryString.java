package io.s3torrent.tracker.http;

import io.s3torrent.tracker.access.PasskeyPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the {@code key=value} pairs of a request target, byte for byte: an info-hash is no text, so nothing is decoded as
 * UTF-8, and {@code +} is the byte 0x2B.
 */
final class QueryString {
    private static final byte[] SCHEME = "http://".getBytes(StandardCharsets.US_ASCII);

    private final byte[] target;
    private final int pathStart;
    private final int pathEnd;
    private int next;
    private int valueStart;
    private int valueEnd;
    private Parameter parameter = Parameter.OTHER;

    QueryString(byte[] target) {
        this.target = target;
        this.pathStart = startsWithScheme() ? indexOf('/', SCHEME.length, target.length) : 0;
        this.pathEnd = indexOf('?', pathStart, target.length);
        this.next = pathEnd + 1;
    }

    /** True when the path is exactly this one. */
    boolean hasPath(byte[] path) {
        return Arrays.equals(target, pathStart, pathEnd, path, 0, path.length);
    }

    /** What the path has behind this one as a passkey; empty when it is exactly this one, null when it is another. */
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
        parameter = Parameter.of(target, next, keyEnd);
        valueStart = Math.min(keyEnd + 1, end);
        valueEnd = end;
        next = end + 1;
        return true;
    }

    /** Whose value this is. */
    Parameter parameter() {
        return parameter;
    }

    /** True when the value is exactly this text, however it is percent-encoded. */
    boolean valueIs(byte[] text) throws BadRequestException {
        int count = 0;
        boolean equal = true;
        for (int at = valueStart; at < valueEnd; at = after(at), count++) {
            equal &= count < text.length && byteAt(at) == text[count];
        }
        return equal && count == text.length;
    }

    /** The value as percent-encoded bytes, of which there must be exactly {@code length}. */
    byte[] bytes(int length) throws BadRequestException {
        byte[] decoded = new byte[length];
        int count = 0;
        for (int at = valueStart; at < valueEnd; at = after(at), count++) {
            byte value = byteAt(at);
            if (count < length) {
                decoded[count] = value;
            }
        }
        if (count != length) {
            throw new BadRequestException(parameter + ": " + count + " bytes (expected: " + length + ")");
        }
        return decoded;
    }

    /** The value as a decimal number from 0 to {@code max}; bt percent-encodes even digits. */
    long number(long max) throws BadRequestException {
        long value = 0;
        for (int at = valueStart; at < valueEnd; at = after(at)) {
            int digit = byteAt(at) - '0';
            if (digit < 0 || digit > 9 || value > Math.floorDiv(max - digit, 10)) {
                throw notANumber(max);
            }
            value = value * 10 + digit;
        }
        if (valueStart == valueEnd) {
            throw notANumber(max);
        }
        return value;
    }

    /** The byte that the text at {@code at} stands for. */
    private byte byteAt(int at) throws BadRequestException {
        return target[at] == '%' ? (byte) percentDecoded(at + 1) : target[at];
    }

    /** Where the next byte's text starts. */
    private int after(int at) {
        return target[at] == '%' ? at + 3 : at + 1;
    }

    private int percentDecoded(int at) throws BadRequestException {
        int high = at + 1 < valueEnd ? Character.digit(target[at], 16) : -1;
        int low = high >= 0 ? Character.digit(target[at + 1], 16) : -1;
        if (low < 0) {
            throw new BadRequestException(parameter + ": % without two hexadecimal digits");
        }
        return (high << 4) | low;
    }

    private BadRequestException notANumber(long max) {
        return new BadRequestException(parameter + ": not a number from 0 to " + max);
    }

    /** Requests through a proxy name the whole URL (RFC 9112, section 3.2.2). */
    private boolean startsWithScheme() {
        return target.length >= SCHEME.length && Arrays.equals(target, 0, SCHEME.length, SCHEME, 0, SCHEME.length);
    }

    private int indexOf(char sought, int from, int end) {
        int at = from;
        while (at < end && target[at] != sought) {
            at++;
        }
        return at;
    }
}
