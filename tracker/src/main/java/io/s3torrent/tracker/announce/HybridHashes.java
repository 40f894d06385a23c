package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;

/**
 * The two info-hashes of a hybrid torrent (BEP 52). Each has its own swarm, because clients connect to a peer with the info-hash under
 * which they found it. Most peers are in both swarms.
 *
 * @param v2 truncated to 20 bytes, as trackers use it
 */
public record HybridHashes(InfoHash v1, InfoHash v2) {}
