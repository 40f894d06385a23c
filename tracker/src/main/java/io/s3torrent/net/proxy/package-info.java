/**
 * Who is behind a proxy.
 *
 * <p>Duty: {@code TrustedProxies} says whose word counts, {@code ForwardedFor} reads what HTTP proxies say of their clients,
 * {@code ProxyHeader} what others put before a stream or datagram (PROXY protocol 1 and 2), {@code ProxyDecoder} takes that off a
 * connection. Of strangers nothing is even read. Neighbours: {@code http} and {@code udp} above, {@code transport} below. Threads:
 * the event loops of the transport.
 */
@NullMarked
package io.s3torrent.net.proxy;

import org.jspecify.annotations.NullMarked;
