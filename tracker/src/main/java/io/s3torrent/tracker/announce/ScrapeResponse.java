package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.util.SortedMap;

/**
 * The counts of swarms (BEP 48).
 *
 * @param files those asked for, without the ones that are not tracked here
 */
public record ScrapeResponse(SortedMap<InfoHash, SwarmCounts> files) {}
