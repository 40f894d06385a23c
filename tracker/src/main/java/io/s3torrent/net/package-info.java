/**
 * Networking that several packages use: event loops, TLS from PEM files, addresses and URLs.
 *
 * <p>Entry points: {@link io.s3torrent.net.EventLoops} starts event loops (epoll, or NIO where there is none) and binds listeners to
 * them. {@link io.s3torrent.net.ReloadingTlsContext} loads {@link io.s3torrent.net.PemFiles} again when they change. {@link
 * io.s3torrent.net.AddressScope}, {@link io.s3torrent.net.AddressText}, {@link io.s3torrent.net.Cidr} and {@link
 * io.s3torrent.net.UrlText} parse and judge addresses. {@link io.s3torrent.net.ConnectionPlaces} decides which connection gives way when
 * a listener is full.
 *
 * <p>Threads: the event loops, and {@code s3torrent-pem} for each TLS context.
 */
@NullMarked
package io.s3torrent.net;

import org.jspecify.annotations.NullMarked;
