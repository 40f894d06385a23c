package io.s3torrent.tracker.metrics;

/**
 * Numbers as a scraper reads them.
 *
 * @param contentType of the body, an HTTP header's value
 */
@SuppressWarnings("ArrayRecordComponent") // Written to a socket, never compared.
public record Exposition(String contentType, byte[] body) {}
