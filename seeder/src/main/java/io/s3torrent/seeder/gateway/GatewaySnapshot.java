package io.s3torrent.seeder.gateway;

/**
 * What a gateway has to do with torrents, at one moment.
 *
 * @param torrents that were asked for, and are there or in the making
 * @param running those that are made now
 * @param queued those whose making has not begun
 */
public record GatewaySnapshot(int torrents, int running, int queued) {}
