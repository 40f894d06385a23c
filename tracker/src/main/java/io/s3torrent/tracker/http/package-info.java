/**
 * Answers announces and scrapes over HTTP (BEP 3, 7, 23, 31, 48).
 *
 * <p>A request passes {@code TrackerRequestDecoder} (bytes to request target), {@code QueryScanner} and {@code AnnounceQuery} (target to
 * values), the {@code AnnounceService}, and {@code TrackerResponseWriter} (values to one buffer). {@code TrackerResponses} combines these
 * steps, and {@code TrackerHttpConnection} calls it. {@link io.s3torrent.tracker.http.HttpTracker} opens the tracker's own port; {@link
 * io.s3torrent.tracker.http.EmbeddedHttpTracker} is a route on another server's port. A malformed request gets a bencoded response with
 * status 200, or the server closes its connection.
 *
 * <p>Threads: the event loops of the tracker, which never block; a connection stays on one of them.
 */
@NullMarked
package io.s3torrent.tracker.http;

import org.jspecify.annotations.NullMarked;
