/**
 * Provides the HTTP/1.1 server of the gateway, the web seed, the status pages and, on a shared port, the tracker.
 *
 * <p>{@link io.s3torrent.net.http.HttpListener} manages a port and its connections: limits, TLS, PROXY protocol, idle timeout and drain.
 * The tracker's own port also uses it. {@link io.s3torrent.net.http.HttpServer} adds HTTP: {@code HttpConnection} passes one request at a
 * time to an {@link io.s3torrent.net.http.HttpService}, and {@code ServerResponseWriter} writes the response as fast as its {@link
 * io.s3torrent.net.http.HttpBody} arrives and the client reads. {@link io.s3torrent.net.http.Router} puts several services on one port.
 *
 * <p>Threads: event loops, which never block; a service answers on any thread.
 */
@NullMarked
package io.s3torrent.net.http;

import org.jspecify.annotations.NullMarked;
