package io.s3torrent.tracker.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
    private int at;
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

    /** True when the value is exactly this text. */
    boolean valueIs(byte[] text) throws BadRequestException {
        rewind();
        boolean equal = true;
        for (int i = 0; equal && i < text.length; i++) {
            equal = nextByte() == text[i];
        }
        return equal && at == valueEnd;
    }

    /** The value as bytes, of which there must be exactly {@code length}. */
    byte[] bytes(int length) throws BadRequestException {
        rewind();
        byte[] decoded = new byte[length];
        int count = 0;
        for (int value = nextByte(); value >= 0; value = nextByte(), count++) {
            if (count < length) {
                decoded[count] = (byte) value;
            }
        }
        if (count != length) {
            throw new BadRequestException(parameter + ": " + count + " bytes (expected: " + length + ")");
        }
        return decoded;
    }

    /** The value as a decimal number from 0 to {@code max}. */
    long number(long max) throws BadRequestException {
        if (valueStart == valueEnd) {
            throw notANumber(max);
        }
        rewind();
        long number = 0;
        for (int value = nextByte(); value >= 0; value = nextByte()) {
            int digit = value - '0';
            if (digit < 0 || digit > 9 || number > Math.floorDiv(max - digit, 10)) {
                throw notANumber(max);
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private void rewind() {
        at = valueStart;
    }

    /** The value's next byte, or -1; the bt library percent-encodes digits, too. */
    private int nextByte() throws BadRequestException {
        if (at >= valueEnd) {
            return -1;
        }
        if (target[at] != '%') {
            return target[at++] & 0xff;
        }
        int high = at + 2 < valueEnd ? Character.digit(target[at + 1], 16) : -1;
        int low = high >= 0 ? Character.digit(target[at + 2], 16) : -1;
        if (low < 0) {
            throw new BadRequestException(parameter + ": % without two hexadecimal digits");
        }
        at += 3;
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
