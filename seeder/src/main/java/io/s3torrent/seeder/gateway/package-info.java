/**
 * The gateway: {@code GET /bucket/key?torrent} as in S3, for every store.
 *
 * <p>{@link io.s3torrent.seeder.gateway.SeedingGateway} combines seeder and server. {@link io.s3torrent.seeder.gateway.Gateway} shows the
 * path of a request: {@code RequestedTorrent} (which object, in which {@code TorrentForm}), {@code Principals} and {@code AllowedKeys}
 * (which client, and what it may request; {@code HostCandidates} knows the host names), then {@code TorrentHandler}: the {@link
 * io.s3torrent.seeder.gateway.TorrentService} (the store's current version), {@code TorrentJobs} (one job for all clients that wait;
 * {@code JobQueue} decides which is next), and the response. {@code CataloguePages} show what is seeded. A rejected request throws a {@code RefusedException}, which {@code
 * GatewayExchange} writes in S3's format.
 *
 * <p>Threads: gateway threads handle requests and may wait for the store; other threads create torrents.
 */
@NullMarked
package io.s3torrent.seeder.gateway;

import org.jspecify.annotations.NullMarked;
