package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.util.SortedMap;

/**
 * The counts of swarms (BEP 48).
 *
 * @param files counts of the requested torrents; untracked torrents are left out
 */
public record ScrapeResponse(SortedMap<InfoHash, SwarmCounts> files) {}
