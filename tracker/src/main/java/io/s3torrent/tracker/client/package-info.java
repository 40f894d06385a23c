/**
 * Announces to the trackers of others.
 *
 * <p>Duty: {@link io.s3torrent.tracker.client.TrackerClient} takes a URL to an answer: resolve, check every address, exchange
 * over HTTP, HTTPS or UDP, follow redirects, and all of that within one limit of time and size. What a tracker says is not
 * believed: bounds hold for every number. Neighbours: {@code transport} and the vocabulary below, the seeder above. Threads: one
 * event loop, which owns the queue and every exchange, and a few for names, as asking the system for one blocks.
 */
@NullMarked
package io.s3torrent.tracker.client;

import org.jspecify.annotations.NullMarked;
