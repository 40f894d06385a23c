package io.s3torrent.tracker.access;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the passkey in the path of a tracker URL: {@code /announce/<passkey>}. Ignores extra slashes before and after the path, and {@code
 * .php}, because users write tracker URLs that way.
 */
public final class PasskeyPath {
    private static final byte[] NONE = {};
    private static final byte[] PHP = ".php".getBytes(StandardCharsets.US_ASCII);

    private PasskeyPath() {}

    /**
     * Returns the passkey that follows {@code base} and a slash in the path {@code target[start, end)}; empty for {@code base} alone.
     *
     * @return null when the path does not begin with {@code base}
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
