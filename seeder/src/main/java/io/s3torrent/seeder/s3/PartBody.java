package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * The bytes of one part, or of an object that is put in one request.
 *
 * @param length bytes
 * @param sha1 20 bytes; a store that checks it rejects other bytes
 * @param bytes opens a new stream from the start, once for each attempt
 * @param md5 16 bytes; computed only for stores that report no SHA-1
 */
@SuppressWarnings("ArrayRecordComponent") // a digest that is passed on, never compared
public record PartBody(long length, byte[] sha1, Supplier<InputStream> bytes, Supplier<byte[]> md5) {
    /** Wraps an array, which the caller must not change afterwards. */
    public static PartBody of(byte[] bytes) {
        return new PartBody(
                bytes.length,
                Digests.sha1().digest(bytes),
                () -> new ByteArrayInputStream(bytes),
                () -> Digests.md5().digest(bytes));
    }
}
