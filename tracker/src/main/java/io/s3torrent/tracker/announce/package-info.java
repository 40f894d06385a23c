/**
 * What an announce means, whatever carried it.
 *
 * <p>Duty: {@link io.s3torrent.tracker.announce.AnnounceService} admits a request, applies it to the store and composes the
 * answer: our own seeder first, then the peers that the store chose. Requests are valid by construction; how bytes become
 * requests is the business of each transport. Neighbours: {@code swarm} below, {@code http} above. Threads: any; nothing here
 * blocks.
 */
@NullMarked
package io.s3torrent.tracker.announce;

import org.jspecify.annotations.NullMarked;
