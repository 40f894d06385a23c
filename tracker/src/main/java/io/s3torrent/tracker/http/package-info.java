/**
 * Announce and scrape over HTTP (BEP 3, 7, 23, 31, 48).
 *
 * <p>Duty: the way of a request is {@code TrackerRequestDecoder} (bytes to request target, bounded), {@code QueryString} and
 * {@code AnnounceQuery} (target to values, byte for byte), the service, {@code TrackerResponseWriter} (values to one buffer):
 * {@code TrackerResponses} puts these together, {@code HttpConnection} walks it; {@code EmbeddedHttpTracker} is for those whose own server reads the
 * requests. What a stranger sends is answered in bencode with
 * status 200, or costs only the connection.
 * Neighbours: {@code announce} below, {@code transport} beside, Netty only in here. Threads: the event loops of the
 * transport; a connection stays on one of them, and none ever waits.
 */
@NullMarked
package io.s3torrent.tracker.http;

import org.jspecify.annotations.NullMarked;
