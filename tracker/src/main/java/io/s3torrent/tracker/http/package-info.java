/**
 * Announce and scrape over HTTP (BEP 3, 7, 23, 31, 48).
 *
 * <p>A request passes {@code TrackerRequestDecoder} (bytes to request target, bounded), {@code QueryScanner} and {@code AnnounceQuery}
 * (target to values, byte for byte), the {@code AnnounceService}, and {@code TrackerResponseWriter} (values to one buffer). {@code
 * TrackerResponses} puts these together, {@code TrackerHttpConnection} walks it, and {@link io.s3torrent.tracker.http.HttpTracker} opens
 * the port; on another server's port {@link io.s3torrent.tracker.http.EmbeddedHttpTracker} is a route. A malformed request is answered
 * in bencode with status 200, or costs only its connection. Threads: the event loops of the tracker; a connection stays on one of
 * them, and none ever waits.
 */
@NullMarked
package io.s3torrent.tracker.http;

import org.jspecify.annotations.NullMarked;
