package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * A part that a store has of an unfinished upload.
 *
 * @param number from 1 to 10,000
 * @param length bytes
 * @param etag as the store sends it, quotes included; of many stores the MD5
 * @param sha1 20 bytes, of a store that keeps them
 */
public record StoredPart(int number, long length, String etag, Optional<byte[]> sha1) {}
