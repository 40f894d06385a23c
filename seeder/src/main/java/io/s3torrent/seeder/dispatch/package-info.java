/**
 * Decides which piece is offered to which peer, so that a swarm costs as few copies as the user wants to pay for ({@code --copies}).
 *
 * <p>The code only computes: no sockets, no threads, and times are {@link System#nanoTime} values that are passed in. {@code
 * CopyDispatch} is told what the peers of one torrent have and receive, and returns offers. {@code SwarmAvailability} counts the copies
 * of each piece; {@code Leecher} tracks what one peer was offered and what it did with that. Neighbours: {@code wire}, which sends the
 * offers (HAVE) and rejects requests for other pieces. Nothing here is thread-safe; callers synchronize.
 */
@NullMarked
package io.s3torrent.seeder.dispatch;

import org.jspecify.annotations.NullMarked;
