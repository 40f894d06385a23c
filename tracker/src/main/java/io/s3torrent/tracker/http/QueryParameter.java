package io.s3torrent.tracker.http;

import java.util.Locale;

/** The query parameters that the tracker reads. It ignores {@code ip}: a peer's address is that of its connection. */
enum QueryParameter {
    INFO_HASH,
    PEER_ID,
    PORT,
    LEFT,
    EVENT,
    NUMWANT,
    COMPACT,
    NO_PEER_ID,
    /** Any other parameter, such as {@code uploaded} and {@code key}. */
    OTHER;

    private static final QueryParameter[] ALL = values();

    private final String key = name().toLowerCase(Locale.ROOT);

    /** The parameter whose name is {@code bytes[from, end)}. */
    static QueryParameter of(byte[] bytes, int from, int end) {
        for (QueryParameter parameter : ALL) {
            if (parameter.isAt(bytes, from, end)) {
                return parameter;
            }
        }
        return OTHER;
    }

    private boolean isAt(byte[] bytes, int from, int end) {
        boolean equal = end - from == key.length();
        for (int i = 0; equal && i < key.length(); i++) {
            equal = bytes[from + i] == key.charAt(i);
        }
        return equal;
    }

    /** The name as in a query. */
    @Override
    public String toString() {
        return key;
    }
}
