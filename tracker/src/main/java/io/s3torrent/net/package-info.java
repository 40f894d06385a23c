/**
 * The event loops under every socket of the tracker.
 *
 * <p>Duty: {@link io.s3torrent.net.EventLoops} picks epoll where its native library loads and NIO elsewhere, names
 * the threads and ends them. Neighbours: {@code http}, {@code udp} and {@code client} above, Netty below. Threads: those it starts.
 */
@NullMarked
package io.s3torrent.net;

import org.jspecify.annotations.NullMarked;
