package io.s3torrent.status;

/**
 * Numbers as a scraper reads them.
 *
 * @param contentType of the body, an HTTP header's value
 */
@SuppressWarnings("ArrayRecordComponent") // Written to a socket, never compared.
public record MetricsText(String contentType, byte[] body) {}
