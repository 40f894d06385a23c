/**
 * The front door: {@code GET /bucket/key?torrent} as S3 had it, for every store.
 *
 * <p>Duty: {@link io.s3torrent.seeder.gateway.Gateway} is the way of a request: {@code Target} (whose torrent), {@code Principals} and
 * {@code Grants} (who asks, and may he), the {@link io.s3torrent.seeder.gateway.TorrentDesk} (what does the store say), {@code Makings} (one
 * making for all who ask), {@code TorrentAnswer}. What goes wrong on it is a {@code RefusedException}, which {@code ErrorAnswer}
 * writes down. Neighbours: {@code http} carries it, {@code s3.sigv4} checks signatures; the seeder is behind the desk. Threads: a
 * question is looked at on a gateway thread, which may wait for the store; torrents are made on others.
 */
@NullMarked
package io.s3torrent.seeder.gateway;

import org.jspecify.annotations.NullMarked;
