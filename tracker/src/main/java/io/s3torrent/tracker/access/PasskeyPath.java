package io.s3torrent.tracker.access;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a tracker's URL has a passkey: {@code /announce/<passkey>}. */
public final class PasskeyPath {
    private PasskeyPath() {}

    /**
     * What the path {@code target[start, end)} has behind {@code base} and a slash, which is nothing when it is {@code base} alone.
     *
     * @return null when the path is another one
     */
    public static byte @Nullable [] behind(byte[] base, byte[] target, int start, int end) {
        int slash = start + base.length;
        if (slash > end || !Arrays.equals(target, start, slash, base, 0, base.length)) {
            return null;
        }
        if (slash == end) {
            return new byte[0];
        }
        return target[slash] == '/' ? Arrays.copyOfRange(target, slash + 1, end) : null;
    }
}
