package io.s3torrent.seeder.engine;

/**
 * The counters of an engine at one moment.
 *
 * @param connections peers that are connected now and whose handshake is done
 * @param uploadedBytes payload bytes of blocks sent since the start, for all torrents
 * @param pausedReads pieces that peers had to wait for because they requested much more than they downloaded, for the current torrents
 */
public record EngineSnapshot(int connections, long uploadedBytes, long pausedReads) {}
