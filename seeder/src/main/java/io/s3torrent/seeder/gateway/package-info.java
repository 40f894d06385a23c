/**
 * The gateway: {@code GET /bucket/key?torrent} as S3 had it, for every store.
 *
 * <p>{@link io.s3torrent.seeder.gateway.SeedingGateway} puts seeder and server together; {@link io.s3torrent.seeder.gateway.Gateway}
 * shows the path of a request: {@code RequestedTorrent} (which object, in what {@code TorrentForm}), {@code Principals} and {@code
 * AllowedKeys} (which client, and what it may have; {@code HostCandidates} knows under which host names), then {@code TorrentHandler}: the
 * {@link io.s3torrent.seeder.gateway.TorrentService} (the store's current version), {@code TorrentJobs} (one job for all clients that wait),
 * and the response. {@code CataloguePages} show what is seeded. A request that is refused is a {@code RefusedException}, which {@code
 * GatewayExchange} writes as S3 does. Threads: a request is handled on a gateway thread, which may wait for the store; torrents are made
 * on others.
 */
@NullMarked
package io.s3torrent.seeder.gateway;

import org.jspecify.annotations.NullMarked;
