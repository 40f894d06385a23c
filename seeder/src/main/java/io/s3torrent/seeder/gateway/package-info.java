/**
 * The front door: {@code GET /bucket/key?torrent} as S3 had it, for every store.
 *
 * <p>Duty: {@link io.s3torrent.seeder.gateway.Gateway} is the way of a request: {@code RequestedTorrent} (whose torrent, in what {@code TorrentForm}),
 * {@code Principals} and {@code AllowedKeys} (who asks, and may he; {@code Authorities} knows by what name); then {@code Giving}: the {@link io.s3torrent.seeder.gateway.TorrentService}
 * (what does the store say), {@code TorrentJobs} (one making for all who ask), {@code PendingResponse}, {@code TorrentResponse}. {@code CataloguePages} show what is
 * seeded, {@code Successors} leads on from old torrents. What goes wrong is a {@code RefusedException}, which {@code ErrorResponse} writes
 * down. Neighbours: {@code http} carries it, {@code s3.sigv4} checks signatures, {@code catalogue} knows and writes down what is seeded; the
 * seeder is behind the desk. Threads: a question is looked at on a gateway thread, which may wait for the store; torrents are made on others.
 */
@NullMarked
package io.s3torrent.seeder.gateway;

import org.jspecify.annotations.NullMarked;
