/**
 * A BitTorrent tracker.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.Tracker} starts and stops it and shows the whole path of an announce. {@link
 * io.s3torrent.tracker.TrackerConfig} is its configuration. The sub-packages never import this package.
 *
 * <p>Threads: event loops named {@code s3torrent-tracker-…}, which the tracker owns.
 */
@NullMarked
package io.s3torrent.tracker;

import org.jspecify.annotations.NullMarked;
