/**
 * A BitTorrent tracker that knows whose torrents it serves.
 *
 * <p>Duty: {@link io.s3torrent.tracker.Tracker} starts and stops it and shows the whole path. Neighbours: the rooms below it,
 * which never look up here; the seeder above. Threads: event loops named {@code s3torrent-tracker-…}, owned by the tracker.
 */
@NullMarked
package io.s3torrent.tracker;

import org.jspecify.annotations.NullMarked;
