/**
 * Answers announces and scrapes for all transports.
 *
 * <p>Entry point: {@link io.s3torrent.tracker.announce.AnnounceService} admits a request, applies it to the store and composes the
 * response: pinned seeders first, then the peers that the store chose. The transports turn bytes into valid requests.
 *
 * <p>Threads: any; nothing here blocks.
 */
@NullMarked
package io.s3torrent.tracker.announce;

import org.jspecify.annotations.NullMarked;
