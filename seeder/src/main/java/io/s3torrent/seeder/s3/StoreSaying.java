package io.s3torrent.seeder.s3;

/**
 * A store's own words for a refusal, on one line each.
 *
 * @param code S3's name for it, such as {@code NoSuchKey}
 * @param message its text
 */
public record StoreSaying(String code, String message) {}
