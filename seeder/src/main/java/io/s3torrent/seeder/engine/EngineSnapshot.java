package io.s3torrent.seeder.engine;

/**
 * An engine's counters.
 *
 * @param connections peers that have shaken hands and are connected now
 * @param uploadedBytes payload bytes of blocks sent since the start, all torrents
 * @param pausedReads pieces that peers had to wait for since they had asked for much more than they took, torrents of now
 */
public record EngineSnapshot(int connections, long uploadedBytes, long pausedReads) {}
