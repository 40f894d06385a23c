/**
 * Decides which piece is offered to whom, so that a swarm costs as few copies as the user wants to pay for ({@code --copies}).
 *
 * <p>Pure: values in, values out; no sockets, no threads, and times are {@link System#nanoTime} values that are passed in. {@code
 * CopyDispatch} hears what the peers of one torrent have and get, and answers with offers; {@code SwarmAvailability} knows how many have
 * each piece, {@code Leecher} what one peer was offered and what it made of it. Neighbours: {@code wire}, which says the offers
 * (HAVE) and refuses what was not offered. Nothing here is safe for use by several threads: who calls sees to that.
 */
@NullMarked
package io.s3torrent.seeder.dispatch;

import org.jspecify.annotations.NullMarked;
