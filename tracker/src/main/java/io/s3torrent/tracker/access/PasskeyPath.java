package io.s3torrent.tracker.access;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a tracker's URL has a passkey: {@code /announce/<passkey>}. Slashes before and behind the path, and {@code .php}, are how users write
 * the URLs of trackers, and change nothing.
 */
public final class PasskeyPath {
    private static final byte[] NONE = {};
    private static final byte[] PHP = ".php".getBytes(StandardCharsets.US_ASCII);

    private PasskeyPath() {}

    /**
     * What the path {@code target[start, end)} has behind {@code base} and a slash, which is nothing when it is {@code base} alone.
     *
     * @return null when the path is another one
     */
    public static byte @Nullable [] behind(byte[] base, byte[] target, int start, int end) {
        int from = start;
        while (from + 1 < end && target[from] == '/' && target[from + 1] == '/') {
            from++;
        }
        if (!has(base, target, from, end)) {
            return null;
        }
        from += base.length;
        if (has(PHP, target, from, end)) {
            from += PHP.length;
        }
        if (from == end) {
            return NONE;
        }
        if (target[from] != '/') {
            return null;
        }
        int to = end;
        while (from < to && target[to - 1] == '/') {
            to--;
        }
        while (from < to && target[from] == '/') {
            from++;
        }
        return from == to ? NONE : Arrays.copyOfRange(target, from, to);
    }

    private static boolean has(byte[] part, byte[] target, int at, int end) {
        return part.length <= end - at && Arrays.equals(target, at, at + part.length, part, 0, part.length);
    }
}
