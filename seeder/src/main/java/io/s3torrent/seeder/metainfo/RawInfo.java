package io.s3torrent.seeder.metainfo;

import java.util.Arrays;

/** The bytes of an info dictionary, in memory or in a file. Immutable and thread-safe. */
interface RawInfo {
    int length();

    /** A copy of the bytes from {@code start} (inclusive) to {@code end} (exclusive). */
    byte[] range(int start, int end);

    /** Wraps an array, which must not be changed afterwards. */
    static RawInfo of(byte[] bytes) {
        return new RawInfo() {
            @Override
            public int length() {
                return bytes.length;
            }

            @Override
            public byte[] range(int start, int end) {
                return Arrays.copyOfRange(bytes, start, end);
            }
        };
    }
}
