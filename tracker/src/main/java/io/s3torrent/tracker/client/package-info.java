/**
 * Announces to other trackers.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.client.TrackerClient} resolves the host of a URL, checks every address, announces over HTTP,
 * HTTPS or UDP, and follows redirects, all within one timeout and one size limit. All numbers in a response are limited to a valid range.
 *
 * <p>Threads: one event loop runs the queue and all exchanges; four threads resolve names, because the system's resolver blocks.
 */
@NullMarked
package io.s3torrent.tracker.client;

import org.jspecify.annotations.NullMarked;
