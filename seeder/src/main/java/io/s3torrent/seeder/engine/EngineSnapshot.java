package io.s3torrent.seeder.engine;

/**
 * An engine's counters.
 *
 * @param connections peers that have shaken hands and are connected now
 * @param uploadedBytes payload bytes of blocks sent since the start, all torrents
 */
public record EngineSnapshot(int connections, long uploadedBytes) {}
