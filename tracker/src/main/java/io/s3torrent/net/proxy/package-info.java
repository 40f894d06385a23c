/**
 * Finds out which client is behind a trusted proxy.
 *
 * <p>{@link io.s3torrent.net.proxy.TrustedProxies} says which proxies are believed, and reads {@code X-Forwarded-For}. {@link
 * io.s3torrent.net.proxy.ProxyHeader} is what a proxy writes before a stream or a datagram (PROXY protocol 1 and 2), and {@link
 * io.s3torrent.net.proxy.ProxyDecoder} takes it off a connection. Headers of other senders are not read.
 *
 * <p>Threads: the event loops of the caller.
 */
@NullMarked
package io.s3torrent.net.proxy;

import org.jspecify.annotations.NullMarked;
