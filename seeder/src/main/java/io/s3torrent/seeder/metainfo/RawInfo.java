package io.s3torrent.seeder.metainfo;

import java.util.Arrays;

/** The bytes of an info dictionary, wherever they are. Never change; safe for use by many threads. */
interface RawInfo {
    int length();

    /** A copy of the bytes from {@code start} to before {@code end}. */
    byte[] range(int start, int end);

    /** In memory; nobody writes to {@code bytes} any more. */
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
