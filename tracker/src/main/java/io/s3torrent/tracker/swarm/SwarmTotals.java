package io.s3torrent.tracker.swarm;

/**
 * What a store holds.
 *
 * @param torrents known ones, those without peers whose completed downloads are remembered too
 * @param seeders peers that have everything; who is in several swarms counts in each
 * @param leechers the other peers
 * @param ipv6 peers of either kind that have an IPv6 address
 * @param completed downloads that ended, of the torrents that are known
 * @param bytes of heap that swarms and peers take, as well as one can know
 */
public record SwarmTotals(long torrents, long seeders, long leechers, long ipv6, long completed, long bytes) {
    /** An empty store. */
    static final SwarmTotals NONE = new SwarmTotals(0, 0, 0, 0, 0, 0);

    /** Peers with an IPv4 address. */
    public long ipv4() {
        return seeders + leechers - ipv6;
    }

    SwarmTotals plus(Swarm swarm) {
        SwarmCounts counts = swarm.counts();
        return new SwarmTotals(
                torrents + 1,
                seeders + counts.seeders(),
                leechers + counts.leechers(),
                ipv6 + PeerList.size(swarm.peers(true)),
                completed + counts.completed(),
                bytes + swarm.footprint());
    }
}
