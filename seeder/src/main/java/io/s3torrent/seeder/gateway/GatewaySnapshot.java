package io.s3torrent.seeder.gateway;

/**
 * A gateway's counters at one moment.
 *
 * @param torrents requested torrents that exist or are being created
 * @param running torrents that are being created
 * @param queued torrents that wait to be created
 */
public record GatewaySnapshot(int torrents, int running, int queued) {}
