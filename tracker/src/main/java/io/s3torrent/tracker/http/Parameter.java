package io.s3torrent.tracker.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The query parameters that a tracker looks at. {@code ip} is not among them: a peer's address is its connection's. */
enum Parameter {
    INFO_HASH,
    PEER_ID,
    PORT,
    UPLOADED,
    DOWNLOADED,
    LEFT,
    EVENT,
    NUMWANT,
    COMPACT,
    NO_PEER_ID,
    /** All others, such as {@code key} and {@code corrupt}. */
    OTHER;

    private static final Parameter[] ALL = values();

    private final byte[] key = toString().getBytes(StandardCharsets.US_ASCII);

    /** The parameter whose name is {@code bytes[from, end)}. */
    static Parameter of(byte[] bytes, int from, int end) {
        for (Parameter parameter : ALL) {
            if (Arrays.equals(bytes, from, end, parameter.key, 0, parameter.key.length)) {
                return parameter;
            }
        }
        return OTHER;
    }

    /** The name as it is in a query. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
