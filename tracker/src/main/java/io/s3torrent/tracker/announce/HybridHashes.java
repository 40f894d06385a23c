package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;

/**
 * A torrent of both versions (BEP 52). It has two swarms, since peers are dialled with the name they were learnt by, and most peers are
 * in both.
 *
 * @param v2 truncated, as trackers know it
 */
public record HybridHashes(InfoHash v1, InfoHash v2) {}
