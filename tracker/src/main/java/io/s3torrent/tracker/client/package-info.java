/**
 * Announces to other trackers.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.client.TrackerClient} resolves the host of a URL, checks every address, asks over HTTP,
 * HTTPS or UDP, and follows redirects, all within one limit of time and size. Every number that a tracker sends is bounded.
 *
 * <p>Threads: one event loop, which owns the queue and every exchange, and a few that resolve names, because the system blocks.
 */
@NullMarked
package io.s3torrent.tracker.client;

import org.jspecify.annotations.NullMarked;
