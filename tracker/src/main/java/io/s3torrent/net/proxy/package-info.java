/**
 * Finds the address of the client behind a trusted proxy.
 *
 * <p>{@link io.s3torrent.net.proxy.TrustedProxies} holds the trusted addresses and reads {@code X-Forwarded-For}. {@link
 * io.s3torrent.net.proxy.ProxyHeader} parses the header that a proxy sends before a stream or a datagram (PROXY protocol 1 and 2), and
 * {@link io.s3torrent.net.proxy.ProxyDecoder} removes it from a connection. The server ignores such headers from all other senders.
 *
 * <p>Threads: the event loops of the caller.
 */
@NullMarked
package io.s3torrent.net.proxy;

import org.jspecify.annotations.NullMarked;
