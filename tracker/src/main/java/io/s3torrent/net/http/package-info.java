/**
 * An HTTP/1.1 server for questions without a body, and answers of known length.
 *
 * <p>Duty: {@link io.s3torrent.net.http.HttpServer} listens, in the clear or in TLS; {@code HttpConnection} takes one request after the
 * other to the {@link io.s3torrent.net.http.HttpService}; {@code ServerResponseWriter} writes what comes back as fast as its
 * {@link io.s3torrent.net.http.HttpBody} has it and the client reads. All that a stranger can have us hold is bounded: connections,
 * bytes of a head, time without progress. Neighbours: {@code gateway} and {@code webseed} above, the tracker's transport and proxies
 * below, Netty only in here. Threads: the event loops named {@code s3torrent-http-…}, which never wait; a service answers on any.
 */
@NullMarked
package io.s3torrent.net.http;

import org.jspecify.annotations.NullMarked;
