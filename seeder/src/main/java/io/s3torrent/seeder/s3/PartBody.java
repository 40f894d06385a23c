package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * The bytes of one part, or of an object that is put in one go.
 *
 * @param length bytes
 * @param sha1 of them, 20 bytes: a store that checks it refuses any others
 * @param bytes gives them from the start, as often as a request must be repeated
 * @param md5 of them, 16 bytes: only asked for at stores that say nothing of the SHA-1
 */
@SuppressWarnings("ArrayRecordComponent") // a digest that is passed on, never compared
public record PartBody(long length, byte[] sha1, Supplier<InputStream> bytes, Supplier<byte[]> md5) {
    /** An array that is not to be changed. */
    public static PartBody of(byte[] bytes) {
        return new PartBody(
                bytes.length,
                Digests.sha1().digest(bytes),
                () -> new ByteArrayInputStream(bytes),
                () -> Digests.md5().digest(bytes));
    }
}
