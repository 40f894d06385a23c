/**
 * The HTTP/1.1 server of the gateway, the web seed, the status pages and, on a shared port, the tracker.
 *
 * <p>{@link io.s3torrent.net.http.HttpListener} has the port and its connections: their number, TLS, PROXY protocol, silence, drain; the
 * tracker's own port is one as well. {@link io.s3torrent.net.http.HttpServer} speaks HTTP over it: {@code HttpConnection} takes one
 * request after the other to an {@link io.s3torrent.net.http.HttpService}, of which {@link io.s3torrent.net.http.Router} puts several
 * behind one port, and {@code ServerResponseWriter} writes the response as fast as its {@link io.s3torrent.net.http.HttpBody} has it and
 * the client reads. Threads: event loops, which never wait; a service answers on any thread.
 */
@NullMarked
package io.s3torrent.net.http;

import org.jspecify.annotations.NullMarked;
