package io.s3torrent.seeder.s3;

import java.io.InputStream;
import java.util.function.Supplier;

/**
 * The bytes of one part.
 *
 * @param length bytes
 * @param sha1 of them, 20 bytes: a store that checks it refuses any others
 * @param bytes gives them from the start, as often as a request must be repeated
 */
@SuppressWarnings("ArrayRecordComponent") // a digest that is passed on, never compared
public record PartBody(long length, byte[] sha1, Supplier<InputStream> bytes) {}
